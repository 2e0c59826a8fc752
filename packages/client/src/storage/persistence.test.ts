import { type CallRecord, callRecorded } from '@parley/call'
import { expect, it } from 'vitest'
import { idKnown } from '../state/accountSlice.ts'
import { devicesChosen, lessDataChosen } from '../state/mediaChoices.ts'
import { createClientStore } from '../state/store.ts'
import { memoryStorage } from '../testing/memoryStorage.ts'
import { createJsonStorage } from './jsonStorage.ts'
import { setupPersistence } from './persistence.ts'

const record = (callId: string, at: number): CallRecord => ({
  callId,
  userId: 'grace',
  direction: 'incoming',
  media: 'video',
  outcome: 'missed',
  at,
  seconds: null,
})

/** One browser, whose tabs share its storage. */
function createBrowser() {
  const values = new Map<string, string>()
  const local = createJsonStorage(memoryStorage(values))
  const openTab = (userId = 'ada') => {
    const { store, startListening } = createClientStore()
    setupPersistence({ store, startListening, local })
    store.dispatch(idKnown(userId))
    return store
  }
  return { values, openTab }
}

it('remembers the calls of an ID for the next visit, and shows them to no other ID', () => {
  const { openTab } = createBrowser()
  openTab().dispatch(callRecorded(record('call-a', 1)))
  expect(openTab('Ada').getState().history).toMatchObject([{ callId: 'call-a' }])
  expect(openTab('grace').getState().history).toEqual([])
})

it('two tabs do not erase each other’s records', () => {
  const { openTab } = createBrowser()
  const [first, second] = [openTab(), openTab()]
  first.dispatch(callRecorded(record('call-a', 1)))
  second.dispatch(callRecorded(record('call-b', 2)))
  expect(openTab().getState().history).toMatchObject([{ callId: 'call-b' }, { callId: 'call-a' }])
})

it('remembers the chosen devices', () => {
  const { openTab } = createBrowser()
  openTab().dispatch(devicesChosen({ cameraId: 'desk' }))
  expect(openTab().getState().mediaChoices).toMatchObject({ cameraId: 'desk', microphoneId: null })
})

it('remembers the choice to use less data', () => {
  const { openTab } = createBrowser()
  expect(openTab().getState().mediaChoices.lessData).toBe(false)
  openTab().dispatch(lessDataChosen(true))
  expect(openTab().getState().mediaChoices.lessData).toBe(true)
})

it('ignores invalid stored values', () => {
  const { values, openTab } = createBrowser()
  values.set('parley.history.ada', '[{"callId":7}]')
  values.set('parley.devices', '{"cameraId":{}}')
  values.set('parley.lessData', '"yes"')
  expect(openTab().getState()).toMatchObject({ history: [], mediaChoices: { cameraId: null, lessData: false } })
})

it('stores no calls of a guest', () => {
  const { values, openTab } = createBrowser()
  openTab('guest.aaaaaaaaaaaaaaaaaaaaaaaaaa').dispatch(callRecorded(record('call-a', 1)))
  expect(values.size).toBe(0)
})
