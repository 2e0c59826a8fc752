import type { CallId, EndReason, MediaLoss, Moment } from '@parley/protocol'
import type { PayloadAction } from '@reduxjs/toolkit'
import {
  type CallSliceState,
  type CallState,
  connectionOf,
  directionOf,
  type Idle,
  type Incoming,
  isWaiting,
  type LastEnd,
  peerOf,
  ringingHere,
} from './callState.ts'
import { timed } from './timed.ts'

/** `rev`: the revision of the call, where the server says that it is over. */
interface CallEnded {
  callId: CallId
  reason: EndReason
  rev?: number
}

/** How many ended calls a device remembers, so that a straggling event cannot revive one. */
const TOMBSTONES = 64

/** The ended calls with one more, at most `TOMBSTONES`. */
export const bury = (state: CallSliceState, callId: CallId): CallId[] => [...state.ended, callId].slice(-TOMBSTONES)

/** What else is known of an end. `rev`: the revision of the call, where the server says that it is over. */
type EndDetails = Pick<LastEnd, 'flooded'> & { rev?: number | undefined }

/** How this call ends now. */
function endOf(
  call: Exclude<CallState, Idle>,
  reason: EndReason,
  { at, wall }: Moment,
  { flooded }: EndDetails = {},
): LastEnd {
  const seconds = call.status === 'IN_CALL' ? Math.max(0, Math.round((at - call.since) / 1000)) : null
  const { callId, kind, media } = call
  const name = call.status === 'IN_CALL' && call.name !== undefined ? { name: call.name } : {}
  const link = call.status === 'OUTGOING' && call.kind === 'link' ? { link: call.link } : {}
  return {
    callId,
    kind,
    reason,
    peer: peerOf(call),
    ...name,
    ...link,
    direction: directionOf(call),
    media,
    seconds,
    ...(call.status === 'IN_CALL' && connectionOf(call)),
    ...(flooded && { flooded }),
    at: wall,
  }
}

/**
 * Calls that rang beside one that another device has answered. The server says of each that it rings there only now; if it
 * does not, that answer is old, and they ring again as they did.
 */
const unsure = (calls: readonly Incoming[]) => calls.map(({ callId, rev }) => ({ callId, rev: rev - 1 }))

/** The calls that rest, with these. */
const rest = ({ resting }: CallSliceState, calls: readonly { callId: CallId; rev: number }[]) =>
  [...resting, ...calls.map(({ callId, rev }) => ({ callId, rev }))].slice(-TOMBSTONES)

/**
 * The calls that are over, with this one. One that this person could not take because they are in another, on another
 * device, only rests: it may ring here again once they are free.
 *
 * @param rev the revision of which the server said so
 */
function laidAside(
  state: CallSliceState,
  { callId, reason, direction }: LastEnd,
  rev = 0,
): Pick<CallSliceState, 'ended' | 'resting'> {
  const rests = reason === 'alreadyInCall' && direction === 'incoming'
  const known = ringingHere(state, callId)?.rev ?? 0
  if (rests) return { ended: state.ended, resting: rest(state, [{ callId, rev: Math.max(rev, known) }]) }
  return { ended: bury(state, callId), resting: state.resting }
}

/** Of the calls that ring, the one to show first: a contact's, else the oldest. */
const frontOf = (others: readonly Incoming[]): Incoming | undefined => others.find((call) => call.contact) ?? others[0]

/**
 * Ends the current call; without one it returns the same reference. One that rings beside it becomes the current call in
 * the same step, so that the camera stays on. With one that another device has answered, nothing rings here any more.
 */
export function end(
  state: CallSliceState,
  reason: EndReason,
  moment: Moment,
  details: EndDetails = {},
): CallSliceState {
  const call = state.current
  if (call.status === 'IDLE') return state
  const lastEnd = endOf(call, reason, moment, details)
  const others = reason === 'answeredElsewhere' ? [] : state.others
  const next = frontOf(others)
  // Somebody who stops waiting needs no notice about it.
  const idle: Idle = { status: 'IDLE', lastEnd: isWaiting(call) && reason === 'cancelled' ? null : lastEnd }
  const { ended, resting } = laidAside(state, lastEnd, details.rev)
  return {
    current: next ?? idle,
    others: others.filter((other) => other !== next),
    over: [lastEnd],
    ended,
    resting: others.length < state.others.length ? rest({ ...state, resting }, unsure(state.others)) : resting,
  }
}

/** Ends a call that rings, as the current one or beside it. */
function endRinging(
  state: CallSliceState,
  call: Incoming,
  reason: EndReason,
  moment: Moment,
  rev?: number,
): CallSliceState {
  const { current } = state
  if (call === current) return end(state, reason, moment, { rev })
  const lastEnd = endOf(call, reason, moment)
  const others = state.others.filter((other) => other !== call)
  const after = { ...state, ...laidAside(state, lastEnd, rev), over: [lastEnd], others }
  if (reason !== 'answeredElsewhere' || current.status !== 'INCOMING') return after
  const resting = rest(after, unsure([current, ...others]))
  return { ...after, current: { status: 'IDLE', lastEnd }, others: [], resting }
}

interface LostPayload {
  callId: CallId
  reason: MediaLoss
  /** The other side sent more than this device can take. */
  flooded?: true
}

/** The end reason of this person's own press, by status. */
const myReason = { OUTGOING: 'cancelled', INCOMING: 'declined', IN_CALL: 'hangup' } as const

/** Ends the call of this ID if it rings on this device. */
function endIfRinging(state: CallSliceState, callId: CallId, reason: EndReason, moment: Moment): CallSliceState {
  const call = ringingHere(state, callId)
  return call ? endRinging(state, call, reason, moment) : state
}

/** The cases in which a call ends. A press names the call on the screen and changes no other call. */
export const endCases = {
  /** The person declines a call that rings. */
  rejectCall: {
    prepare: timed<{ callId: CallId }>,
    reducer: (state: CallSliceState, { payload }: PayloadAction<{ callId: CallId } & Moment>): CallSliceState =>
      endIfRinging(state, payload.callId, 'declined', payload),
  },
  /** The person blocks the caller. The caller is not told; for them nobody answers. */
  callerBlocked: {
    prepare: timed<{ callId: CallId }>,
    reducer: (state: CallSliceState, { payload }: PayloadAction<{ callId: CallId } & Moment>): CallSliceState =>
      endIfRinging(state, payload.callId, 'blocked', payload),
  },
  /** The person ends the call on the screen, in any status. */
  endCall: {
    prepare: timed<{ callId: CallId }>,
    reducer: (state: CallSliceState, { payload }: PayloadAction<{ callId: CallId } & Moment>): CallSliceState => {
      const call = state.current
      const meant = state.crossed?.callId === payload.callId ? state.crossed.into : payload.callId
      if (call.status === 'IDLE' || call.callId !== meant) return state
      return end(state, myReason[call.status], payload)
    },
  },
  /** The engine gave the call up. */
  mediaLost: {
    prepare: timed<LostPayload>,
    reducer: (state: CallSliceState, { payload }: PayloadAction<LostPayload & Moment>): CallSliceState => {
      const call = state.current
      if (call.status !== 'IN_CALL' || call.callId !== payload.callId) return state
      return end(state, payload.reason, payload, payload.flooded && { flooded: true })
    },
  },
  /** The server, or the other device itself, says that the call is over. */
  callEnded: {
    prepare: timed<CallEnded>,
    reducer: (state: CallSliceState, { payload }: PayloadAction<CallEnded & Moment>): CallSliceState => {
      const call = state.current
      const ringing = ringingHere(state, payload.callId)
      const { callId, reason, rev } = payload
      // The invitation of a later revision has overtaken it.
      if (reason === 'alreadyInCall' && ringing && rev !== undefined && rev < ringing.rev) return state
      if (ringing) return endRinging(state, ringing, reason, payload, rev)
      if (call.status !== 'IDLE' && call.callId === callId) return end(state, reason, payload, { rev })
      // The call ended here already, for a reason that crossed the server's: both sides keep the server's reason. A block
      // stays this side's own.
      if (
        call.status === 'IDLE' &&
        call.lastEnd?.callId === payload.callId &&
        call.lastEnd.reason !== payload.reason &&
        call.lastEnd.reason !== 'blocked'
      ) {
        return { ...state, current: { ...call, lastEnd: { ...call.lastEnd, reason: payload.reason } } }
      }
      // The call ended before its invitation came: remember it, so that the invitation does not ring.
      if (state.ended.includes(callId)) return state
      // One that was ignored here is told as over too, and is answered if this person calls its caller.
      if (reason === 'alreadyInCall' || rev !== undefined)
        return { ...state, resting: rest(state, [{ callId, rev: rev ?? 0 }]) }
      return { ...state, ended: bury(state, callId) }
    },
  },
  /** The person has read how the last call ended. */
  endDismissed: (state: CallSliceState): CallSliceState =>
    state.current.status === 'IDLE' && state.current.lastEnd
      ? { ...state, current: { status: 'IDLE', lastEnd: null } }
      : state,
}
