import type { CallId, PublicKey } from '@parley/protocol'
import { createSlice, type PayloadAction } from '@reduxjs/toolkit'

/** The root key that the other side of one call was verified by first; null before. No other one speaks in that call. */
export type CallPinState = { readonly callId: CallId; readonly root: PublicKey } | null

const slice = createSlice({
  name: 'callPin',
  initialState: null as CallPinState,
  reducers: {
    /** The other side of this call was verified by this root. The first root of a call stays. */
    callPinned: (state, { payload }: PayloadAction<{ callId: CallId; root: PublicKey }>): CallPinState =>
      state?.callId === payload.callId ? state : payload,
  },
  selectors: {
    /** The root that this call is pinned to; null if it is not yet. */
    selectPinnedRoot: (state, callId: CallId): PublicKey | null => (state?.callId === callId ? state.root : null),
  },
})

export const { callPinned } = slice.actions
export const callPinReducer = slice.reducer
export const { selectPinnedRoot } = slice.selectors
