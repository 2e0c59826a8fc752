import type { CallId, EndReason, MediaLoss } from '@parley/protocol'
import type { PayloadAction } from '@reduxjs/toolkit'
import { type CallSliceState, directionOf, type Idle, isWaiting, peerOf } from './callState.ts'
import { timed } from './timed.ts'

/** How many ended calls a device remembers, so that a straggling event cannot revive one. */
const TOMBSTONES = 64

/** The ended calls with one more, at most `TOMBSTONES`. */
export const bury = (state: CallSliceState, callId: CallId): CallId[] => [...state.ended, callId].slice(-TOMBSTONES)

/** Ends the current call; without one it returns the same reference. */
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
  // Somebody who stops waiting needs no notice about it.
  const current: Idle = { status: 'IDLE', lastEnd: isWaiting(call) && reason === 'cancelled' ? null : lastEnd }
  return { current, ended: bury(state, callId) }
}

/** The end reason of this person's own press, by status. */
const myReason = { OUTGOING: 'cancelled', INCOMING: 'declined', IN_CALL: 'hangup' } as const

const rings = ({ current }: CallSliceState, callId: CallId): boolean =>
  current.status === 'INCOMING' && current.callId === callId

/** The cases in which a call ends. A press names the call on the screen and changes no other call. */
export const endCases = {
  /** The person declines the call on the screen. */
  rejectCall: {
    prepare: timed<{ callId: CallId }>,
    reducer: (state: CallSliceState, { payload }: PayloadAction<{ callId: CallId; at: number }>): CallSliceState =>
      rings(state, payload.callId) ? end(state, 'declined', payload.at) : state,
  },
  /** The person blocks the caller. The caller is not told; for them nobody answers. */
  callerBlocked: {
    prepare: timed<{ callId: CallId }>,
    reducer: (state: CallSliceState, { payload }: PayloadAction<{ callId: CallId; at: number }>): CallSliceState =>
      rings(state, payload.callId) ? end(state, 'blocked', payload.at) : state,
  },
  /** The person ends the call on the screen, in any status. */
  endCall: {
    prepare: timed<{ callId: CallId }>,
    reducer: (state: CallSliceState, { payload }: PayloadAction<{ callId: CallId; at: number }>): CallSliceState => {
      const call = state.current
      const meant = state.crossed?.callId === payload.callId ? state.crossed.into : payload.callId
      if (call.status === 'IDLE' || call.callId !== meant) return state
      return end(state, myReason[call.status], payload.at)
    },
  },
  /** The engine gave the call up. */
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
  /** The server, or the other device itself, says that the call is over. */
  callEnded: {
    prepare: timed<{ callId: CallId; reason: EndReason }>,
    reducer: (
      state: CallSliceState,
      { payload }: PayloadAction<{ callId: CallId; reason: EndReason; at: number }>,
    ): CallSliceState => {
      const call = state.current
      if (call.status !== 'IDLE' && call.callId === payload.callId) return end(state, payload.reason, payload.at)
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
      return state.ended.includes(payload.callId) ? state : { ...state, ended: bury(state, payload.callId) }
    },
  },
  /** The person has read how the last call ended. */
  endDismissed: (state: CallSliceState): CallSliceState =>
    state.current.status === 'IDLE' && state.current.lastEnd
      ? { ...state, current: { status: 'IDLE', lastEnd: null } }
      : state,
}
