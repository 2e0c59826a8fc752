import type { CallId, EndReason, MediaLoss } from '@parley/protocol'
import type { PayloadAction } from '@reduxjs/toolkit'
import { type CallSliceState, directionOf, type Idle, isWaiting, peerOf } from './callState.ts'
import { timed } from './timed.ts'

/** How many ended calls a device remembers, so that a straggling event cannot revive one. */
const TOMBSTONES = 64

/** The calls that are over, with one more. */
export const bury = (state: CallSliceState, callId: CallId): CallId[] => [...state.ended, callId].slice(-TOMBSTONES)

/** The call that there is ends; without one the same reference. */
export function end(state: CallSliceState, reason: EndReason, at: number): CallSliceState {
  const call = state.current
  if (call.status === 'IDLE') return state
  const seconds = call.status === 'IN_CALL' ? Math.max(0, Math.round((at - call.since) / 1000)) : null
  const { callId, kind, media } = call
  const name = call.status === 'IN_CALL' && call.name !== undefined ? { name: call.name } : {}
  const link = call.status === 'OUTGOING' && call.kind === 'link' ? { link: call.link } : {}
  const lastEnd = {
    callId,
    kind,
    reason,
    peer: peerOf(call),
    ...name,
    ...link,
    direction: directionOf(call),
    media,
    seconds,
    at,
  }
  // Who has stopped waiting need not be told so.
  const current: Idle = { status: 'IDLE', lastEnd: isWaiting(call) && reason === 'cancelled' ? null : lastEnd }
  return { current, ended: bury(state, callId) }
}

/** What my own ending of a call is called, by where it stood. */
const myReason = { OUTGOING: 'cancelled', INCOMING: 'declined', IN_CALL: 'hangup' } as const

const rings = ({ current }: CallSliceState, callId: CallId): boolean =>
  current.status === 'INCOMING' && current.callId === callId

/** How a call ends, whoever ends it. What the person presses names the call they saw, and does nothing to another. */
export const endCases = {
  /** I decline the call that I was shown. */
  rejectCall: {
    prepare: timed<{ callId: CallId }>,
    reducer: (state: CallSliceState, { payload }: PayloadAction<{ callId: CallId; at: number }>): CallSliceState =>
      rings(state, payload.callId) ? end(state, 'declined', payload.at) : state,
  },
  /** I want to hear no more of who calls. They are not told: for them nobody answers. */
  callerBlocked: {
    prepare: timed<{ callId: CallId }>,
    reducer: (state: CallSliceState, { payload }: PayloadAction<{ callId: CallId; at: number }>): CallSliceState =>
      rings(state, payload.callId) ? end(state, 'blocked', payload.at) : state,
  },
  /** I end the call that I was shown, however far it has come. */
  endCall: {
    prepare: timed<{ callId: CallId }>,
    reducer: (state: CallSliceState, { payload }: PayloadAction<{ callId: CallId; at: number }>): CallSliceState => {
      const call = state.current
      const meant = state.crossed?.callId === payload.callId ? state.crossed.into : payload.callId
      if (call.status === 'IDLE' || call.callId !== meant) return state
      return end(state, myReason[call.status], payload.at)
    },
  },
  /** The media of this call gave it up. */
  mediaLost: {
    prepare: timed<{ callId: CallId; reason: MediaLoss }>,
    reducer: (
      state: CallSliceState,
      { payload }: PayloadAction<{ callId: CallId; reason: MediaLoss; at: number }>,
    ): CallSliceState => {
      const call = state.current
      return call.status === 'IN_CALL' && call.callId === payload.callId
        ? end(state, payload.reason, payload.at)
        : state
    },
  },
  callEnded: {
    prepare: timed<{ callId: CallId; reason: EndReason }>,
    reducer: (
      state: CallSliceState,
      { payload }: PayloadAction<{ callId: CallId; reason: EndReason; at: number }>,
    ): CallSliceState => {
      const call = state.current
      if (call.status !== 'IDLE' && call.callId === payload.callId) return end(state, payload.reason, payload.at)
      // Ended here already, for a reason that crossed theirs: both sides keep the server's. A block is this side's
      // own, which nobody else is told.
      if (
        call.status === 'IDLE' &&
        call.lastEnd?.callId === payload.callId &&
        call.lastEnd.reason !== payload.reason &&
        call.lastEnd.reason !== 'blocked'
      ) {
        return { ...state, current: { ...call, lastEnd: { ...call.lastEnd, reason: payload.reason } } }
      }
      // Over before it was known here: remember it, so that an invitation that comes later does not ring.
      return state.ended.includes(payload.callId) ? state : { ...state, ended: bury(state, payload.callId) }
    },
  },
  /** The person has read how the last call ended. */
  endDismissed: (state: CallSliceState): CallSliceState =>
    state.current.status === 'IDLE' && state.current.lastEnd
      ? { ...state, current: { status: 'IDLE', lastEnd: null } }
      : state,
}
