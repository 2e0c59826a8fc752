import type { CallId, CallLink, CallMedia, DisplayName, Moment } from '@parley/protocol'
import { nanoid, type PayloadAction } from '@reduxjs/toolkit'
import type { CallSliceState } from './callState.ts'
import { thisMoment } from './timed.ts'

/** Where somebody waits: at a call link, or in the match queue. */
type WaitingFor = { kind: 'link'; link: CallLink; name: DisplayName | null } | { kind: 'match' }
type WaitingPayload = WaitingFor & { media: CallMedia; callId: CallId } & Moment

/** The cases of waiting at a call link or for a match. The answer cases apply when somebody comes. */
export const waitingCases = {
  /** Starts to wait; `callAnswered` or `glareResolved` follows when somebody comes. */
  startWaiting: {
    prepare: (place: WaitingFor & { media: CallMedia }, callId: CallId = nanoid(), now = thisMoment()) => ({
      payload: { ...place, callId, ...now },
    }),
    reducer: (state: CallSliceState, { payload }: PayloadAction<WaitingPayload>): CallSliceState => {
      if (state.current.status !== 'IDLE' || state.ended.includes(payload.callId)) return state
      const { at, wall: _, ...place } = payload
      const waiting = { status: 'OUTGOING', since: at } as const
      const current = place.kind === 'link' ? { ...waiting, ...place } : { ...waiting, ...place, waiting: null }
      return { ...state, current }
    },
  },
  /** The server sent the length of the match queue. */
  queueChanged: (state: CallSliceState, { payload }: PayloadAction<{ waiting: number }>): CallSliceState => {
    const call = state.current
    if (call.status !== 'OUTGOING' || call.kind !== 'match' || call.waiting === payload.waiting) return state
    return { ...state, current: { ...call, waiting: payload.waiting } }
  },
}
