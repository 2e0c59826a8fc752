import {
  type CallState,
  callRecorded,
  callResumed,
  directionOf,
  endCall,
  type InCall,
  isInCall,
  toRecord,
} from '@parley/call'
import { type Clock, type DeviceId, isGuest, limits, type UserId, userKey } from '@parley/protocol'
import type { ClientPage } from '../platform.ts'
import { choicesChanged, choicesFor } from '../state/mediaChoices.ts'
import type { ClientStartListening, ClientStore } from '../state/store.ts'
import { isString, type JsonStorage } from '../storage/jsonStorage.ts'

const KEY = 'parley.call'

/** How often a page in a call stores that it still runs. Milliseconds. */
const BEAT_MS = 5_000

/** Once the last stored sign of a crashed page is this old, the other side has given it up. Milliseconds. */
const FORGOTTEN_MS = limits.MEDIA_LOSS_MS + BEAT_MS

/** The record that a page in a call stores, so that the next page can resume the call. */
interface Kept {
  userId: UserId
  deviceId: DeviceId
  call: InCall
  muted: boolean
  /** Null: on in a video call, off in a voice call. */
  camera: boolean | null
  insistOnVideo: boolean
  /** True if the page has told the other side that it goes. */
  left: boolean
  /** When this was stored, milliseconds since the epoch. */
  at: number
}

const isKept = (value: unknown): value is Kept => {
  if (typeof value !== 'object' || value === null) return false
  const { userId, deviceId, call, muted, camera, insistOnVideo, left, at }: Partial<Record<keyof Kept, unknown>> = value
  const isSwitch = (one: unknown) => typeof one === 'boolean'
  const choices = isSwitch(left) && isSwitch(muted) && isSwitch(insistOnVideo) && (camera === null || isSwitch(camera))
  return isString(userId) && isString(deviceId) && isInCall(call) && choices && typeof at === 'number'
}

/** Reads the stored call: one that a page of this browser was in last, or is in now. Null if there is none. */
export const readKept = (local: JsonStorage): Kept | null => local.read(KEY, isKept)

/** True if the other side may still wait for this page, or talk to it. `now`: milliseconds since the epoch. */
export const isAwaited = ({ left, at }: Kept, now: number): boolean => now - at < (left ? limits.AWAY_MS : FORGOTTEN_MS)

interface Deps {
  store: ClientStore
  startListening: ClientStartListening
  local: JsonStorage
  clock: Clock
  /** The device id that this page gets. */
  deviceId: Promise<DeviceId>
  /** The call that was stored when this page began. */
  kept: Kept | null
  page: Pick<ClientPage, 'onHide'>
}

/**
 * Stores the call that this page is in, and resumes a stored one: after a reload or a crash the same device is in the
 * same call again. A call that is outgoing or cannot be stored is hung up when the page goes, so that the other side
 * does not look at a frozen picture. Returns the teardown.
 */
export function setupResuming({ store, startListening, local, clock, deviceId, kept, page }: Deps): () => void {
  let own: DeviceId | null = null
  let closed = false
  let cancelBeat = () => {}

  function resume({ userId, call, muted, camera, insistOnVideo }: Kept): void {
    const { account } = store.getState()
    if (account.status !== 'known' || userKey(account.userId) !== userKey(userId)) return
    store.dispatch(choicesChanged({ callId: call.callId, muted, camera, insistOnVideo }))
    store.dispatch(callResumed({ call }))
  }

  /** Removes a stored call that can no longer be resumed, and records it in the history. */
  function layToRest({ userId, call, left, at }: Kept): void {
    const { account } = store.getState()
    const isOwn = account.status === 'known' && userKey(account.userId) === userKey(userId)
    // The call of another ID stays, for the history of that ID. A guest has no history and does not come back.
    if (isOwn || isGuest(userId)) local.remove(KEY)
    if (!isOwn) return
    const { callId, kind, peer, media, since } = call
    const seconds = Math.max(0, Math.round((at - since) / 1000))
    const end = { callId, kind, peer, direction: directionOf(call), media, seconds, at } as const
    const record = toRecord({ ...end, reason: left ? 'hangup' : 'lost' })
    if (record) store.dispatch(callRecorded(record))
  }

  /** Stores the call; false if that failed. */
  function keep(call: InCall, left = false): boolean {
    const { account, mediaChoices } = store.getState()
    // Until it has sent the ticket, the server has not confirmed that this device is in the call.
    if (account.status !== 'known' || own === null || call.ticket === null) return false
    const { muted, camera, insistOnVideo } = choicesFor(mediaChoices, call.callId)
    const { userId } = account
    const record = { userId, deviceId: own, call, muted, camera, insistOnVideo, left, at: clock.now() } satisfies Kept
    local.write(KEY, record)
    return local.read(KEY, isKept)?.call.callId === call.callId
  }

  function beat(call: InCall): void {
    cancelBeat()
    if (keep(call)) cancelBeat = clock.setTimeout(() => follow(store.getState().call.current), BEAT_MS)
  }

  function follow(call: CallState): void {
    if (call.status === 'IN_CALL') beat(call)
    else {
      cancelBeat()
      // Another page of this browser may have stored its own call since.
      if (own !== null && local.read(KEY, isKept)?.deviceId === own) local.remove(KEY)
    }
  }

  startListening({
    predicate: (_action, after, before) =>
      after.call.current !== before.call.current || after.mediaChoices !== before.mediaChoices,
    effect: (_action, api) => {
      const { current } = api.getState().call
      if (current.status === 'IN_CALL' || api.getOriginalState().call.current.status === 'IN_CALL') follow(current)
    },
  })
  const stopWatchingPage = page.onHide(() => {
    const { current } = store.getState().call
    if (current.status === 'OUTGOING' || (current.status === 'IN_CALL' && !keep(current, true)))
      store.dispatch(endCall({ callId: current.callId }))
  })
  void deviceId.then((device) => {
    if (closed) return
    own = device
    if (!kept) return
    if (!isAwaited(kept, clock.now())) layToRest(kept)
    else if (kept.deviceId === device) resume(kept)
  })
  return () => {
    closed = true
    stopWatchingPage()
    cancelBeat()
  }
}
