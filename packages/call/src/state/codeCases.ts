import type { CallId, Moment, UserId } from '@parley/protocol'
import type { PayloadAction } from '@reduxjs/toolkit'
import type { CallSliceState, Exchanging } from './callState.ts'
import { timed } from './timed.ts'

/** The cases of a call by copied codes, which the server does not know. */
export const codeCases = {
  /** The person makes a code or answers one. */
  codeCallStarted: {
    prepare: timed<Omit<Exchanging, 'status' | 'kind' | 'since'>>,
    reducer: (
      state: CallSliceState,
      { payload: { at, wall: _, ...call } }: PayloadAction<Omit<Exchanging, 'status' | 'kind' | 'since'> & Moment>,
    ): CallSliceState =>
      state.current.status === 'IDLE' && !state.ended.includes(call.callId)
        ? { ...state, current: { status: 'OUTGOING', kind: 'code', ...call, since: at } }
        : state,
  },
  /** The two devices are connected. `peer`: the name the other side gives itself, if its code came later. */
  codeCallConnected: {
    prepare: timed<{ callId: CallId; peer?: UserId }>,
    reducer: (
      state: CallSliceState,
      { payload }: PayloadAction<{ callId: CallId; peer?: UserId } & Moment>,
    ): CallSliceState => {
      const call = state.current
      if (call.status !== 'OUTGOING' || call.kind !== 'code' || call.callId !== payload.callId) return state
      const { peer = call.peer, at: since } = payload
      return { ...state, current: { ...call, status: 'IN_CALL', peer, attempt: 0, since, ticket: null } }
    },
  },
}
