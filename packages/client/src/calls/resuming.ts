import {
  type CallState,
  callRecorded,
  callResumed,
  connectionOf,
  directionOf,
  endCall,
  type InCall,
  isInCall,
  toRecord,
} from '@parley/call'
import { type Clock, type DeviceId, isGuest, limits, PublicKey, type UserId, userKey } from '@parley/protocol'
import type { ClientPage } from '../platform.ts'
import { callPinned, selectPinnedRoot } from '../state/callPinSlice.ts'
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
  /** Its `since` is by the clock of the page that stored it. */
  call: InCall
  /** How long the two had talked by then, in milliseconds; left out by earlier versions, whose `since` was of the wall clock. */
  talkedMs?: number
  muted: boolean
  /** Null: on in a video call, off in a voice call. */
  camera: boolean | null
  insistOnVideo: boolean
  /** The root that the other side was verified by in this call; left out before that, and by earlier versions. */
  root?: PublicKey
  /** True if the page has told the other side that it goes. */
  left: boolean
  /** When this was stored, milliseconds since the epoch. */
  at: number
}

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

const isKept = (value: unknown): value is Kept => {
  if (typeof value !== 'object' || value === null) return false
  const {
    userId,
    deviceId,
    call,
    talkedMs,
    muted,
    camera,
    insistOnVideo,
    root,
    left,
    at,
  }: Partial<Record<keyof Kept, unknown>> = value
  const isSwitch = (one: unknown) => typeof one === 'boolean'
  const choices = isSwitch(left) && isSwitch(muted) && isSwitch(insistOnVideo) && (camera === null || isSwitch(camera))
  return (
    isString(userId) &&
    isString(deviceId) &&
    isInCall(call) &&
    choices &&
    isTime(at) &&
    (talkedMs === undefined || isTime(talkedMs)) &&
    (root === undefined || PublicKey.safeParse(root).success)
  )
}

/**
 * Reads the stored call: of the tab's storage, the one that this tab was in last; of the browser's, one that any page was
 * in last, or is in now. Null if there is none.
 */
export const readKept = (local: JsonStorage): Kept | null => local.read(KEY, isKept)

/** How long the other side waits for the next page. Milliseconds. */
const patience = ({ left }: Kept): number => (left ? limits.AWAY_MS : FORGOTTEN_MS)

/**
 * True if the other side may still wait for this page, or talk to it. `wall`: milliseconds since the epoch, the only
 * clock that two pages share. A clock that is set forward between them ends the call. One that is set back lets an old
 * call be resumed, which the server or the silence of the other side then ends.
 */
export const isAwaited = (kept: Kept, wall: number): boolean => wall - kept.at < patience(kept)

/** How long the two had talked when it was stored. */
const talkedIn = ({ talkedMs, at, call }: Kept): number => Math.max(0, talkedMs ?? at - call.since)

interface Deps {
  store: ClientStore
  startListening: ClientStartListening
  local: JsonStorage
  /** Storage of this tab: another tab with another ID may be in a call of its own. */
  session: JsonStorage
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
export function setupResuming({
  store,
  startListening,
  local,
  session,
  clock,
  deviceId,
  kept,
  page,
}: Deps): () => void {
  let own: DeviceId | null = null
  let closed = false
  let cancelBeat = () => {}

  function resume(kept: Kept): void {
    const { userId, call, muted, camera, insistOnVideo, root } = kept
    const { account } = store.getState()
    if (account.status !== 'known' || userKey(account.userId) !== userKey(userId)) return
    store.dispatch(choicesChanged({ callId: call.callId, muted, camera, insistOnVideo }))
    // The server is no more believed about the other side's key than before.
    if (root !== undefined) store.dispatch(callPinned({ callId: call.callId, root }))
    // Its seconds go on: those it had, and those between the two pages, unless the clock was set meanwhile.
    const between = Math.min(Math.max(0, clock.wall() - kept.at), patience(kept))
    store.dispatch(callResumed({ call: { ...call, since: clock.now() - talkedIn(kept) - between } }))
  }

  /** Removes a stored call that can no longer be resumed, and records it in the history. */
  function layToRest(kept: Kept): void {
    const { userId, call, left, at } = kept
    const { account } = store.getState()
    const isOwn = account.status === 'known' && userKey(account.userId) === userKey(userId)
    session.remove(KEY)
    // The call of another ID stays, for the history of that ID. A guest has no history and does not come back.
    if (isOwn || isGuest(userId)) local.remove(KEY)
    if (!isOwn) return
    const { callId, kind, peer, media } = call
    const seconds = Math.round(talkedIn(kept) / 1000)
    const end = { callId, kind, peer, direction: directionOf(call), media, seconds, ...connectionOf(call), at } as const
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
    const time = { talkedMs: clock.now() - call.since, at: clock.wall() }
    const root = selectPinnedRoot(store.getState(), call.callId)
    const pin = root === null ? {} : { root }
    const record = { userId, deviceId: own, call, muted, camera, insistOnVideo, ...pin, left, ...time } satisfies Kept
    session.write(KEY, record)
    local.write(KEY, record)
    return [session, local].some((storage) => readKept(storage)?.call.callId === call.callId)
  }

  function beat(call: InCall): void {
    cancelBeat()
    if (keep(call)) cancelBeat = clock.setTimeout(() => follow(store.getState().call.current), BEAT_MS)
  }

  function follow(call: CallState): void {
    if (call.status === 'IN_CALL') beat(call)
    else {
      cancelBeat()
      session.remove(KEY)
      // Another page of this browser may have stored its own call since.
      if (own !== null && local.read(KEY, isKept)?.deviceId === own) local.remove(KEY)
    }
  }

  startListening({
    predicate: (_action, after, before) =>
      after.call.current !== before.call.current ||
      after.mediaChoices !== before.mediaChoices ||
      after.callPin !== before.callPin,
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
    if (!isAwaited(kept, clock.wall())) layToRest(kept)
    else if (kept.deviceId === device) resume(kept)
  })
  return () => {
    closed = true
    stopWatchingPage()
    cancelBeat()
  }
}
