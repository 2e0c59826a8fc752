import { type CallRecord, callRecorded, historyLoaded } from '@parley/call'
import { isGuest, userKey } from '@parley/protocol'
import { idKnown } from '../state/accountSlice.ts'
import { devicesChosen, lessDataChosen, preconnectChosen } from '../state/mediaChoices.ts'
import type { ClientStore, createClientStore } from '../state/store.ts'
import type { JsonStorage } from './jsonStorage.ts'

const DEVICES_KEY = 'parley.devices'
const LESS_DATA_KEY = 'parley.lessData'
const PRECONNECT_KEY = 'parley.warm'
const historyKey = (userId: string) => `parley.history.${userKey(userId)}`

type Devices = Parameters<typeof devicesChosen>[0]
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isDevices = (value: unknown): value is Devices =>
  isObject(value) && Object.values(value).every((id) => id === null || typeof id === 'string')
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean'
const isHistory = (value: unknown): value is CallRecord[] =>
  Array.isArray(value) &&
  value.every((record) => isObject(record) && typeof record.callId === 'string' && typeof record.at === 'number')

/** Merges the histories of two tabs: each call once, newest first, at most 50. */
function merge(own: CallRecord[], others: CallRecord[]): CallRecord[] {
  const known = new Set(own.map(({ callId }) => callId))
  return [...own, ...others.filter(({ callId }) => !known.has(callId))].sort((a, b) => b.at - a.at).slice(0, 50)
}

interface Deps {
  store: ClientStore
  startListening: ReturnType<typeof createClientStore>['startListening']
  local: JsonStorage
}

/** Stores in this browser what lasts beyond a visit: chosen devices, media settings, and recent calls of each ID. */
export function setupPersistence({ store, startListening, local }: Deps): void {
  const devices = local.read(DEVICES_KEY, isDevices)
  if (devices) store.dispatch(devicesChosen(devices))
  startListening({
    actionCreator: devicesChosen,
    effect: () => {
      const { cameraId, microphoneId, speakerId } = store.getState().mediaChoices
      local.write(DEVICES_KEY, { cameraId, microphoneId, speakerId })
    },
  })
  const lessData = local.read(LESS_DATA_KEY, isBoolean)
  if (lessData !== null) store.dispatch(lessDataChosen(lessData))
  startListening({
    actionCreator: lessDataChosen,
    effect: ({ payload }) => local.write(LESS_DATA_KEY, payload),
  })
  const preconnect = local.read(PRECONNECT_KEY, isBoolean)
  if (preconnect !== null) store.dispatch(preconnectChosen(preconnect))
  startListening({
    actionCreator: preconnectChosen,
    effect: ({ payload }) => local.write(PRECONNECT_KEY, payload),
  })
  startListening({
    actionCreator: idKnown,
    effect: ({ payload }) => void store.dispatch(historyLoaded(local.read(historyKey(payload), isHistory) ?? [])),
  })
  startListening({
    actionCreator: callRecorded,
    effect: () => {
      const { account, history } = store.getState()
      // Nothing is stored of a guest, who does not come back.
      if (account.status !== 'known' || isGuest(account.userId)) return
      const key = historyKey(account.userId)
      // Another tab may have written since; its records are kept.
      local.write(key, merge(history, local.read(key, isHistory) ?? []))
    },
  })
}
