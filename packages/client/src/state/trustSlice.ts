import type { CallId, PublicKey, Standing } from '@parley/protocol'
import { createAction, createSlice, type PayloadAction } from '@reduxjs/toolkit'

/** Who the other side of one call has proved to be. `checking` until it is known. */
export interface TrustState {
  callId: CallId | null
  standing: Standing | 'checking'
  /** The root key of their ID, once they have shown one; in a call by codes, their certificate's fingerprint. */
  root: PublicKey | null
  /** What this side is known by: its ID's root key, or its certificate's fingerprint. */
  own?: string | undefined
}

const UNKNOWN: TrustState = { callId: null, standing: 'checking', root: null }

const slice = createSlice({
  name: 'trust',
  initialState: UNKNOWN,
  reducers: {
    standingKnown: (
      _state,
      { payload }: PayloadAction<{ callId: CallId; standing: Standing; root: PublicKey; own?: string | undefined }>,
    ) => payload,
  },
  selectors: {
    /** About this call, and no other. */
    selectTrust: (state, callId: CallId): TrustState => (state.callId === callId ? state : UNKNOWN),
  },
})

export const { standingKnown } = slice.actions
/** The person goes on with somebody whose identity has changed. */
export const changeTrusted = createAction<{ callId: CallId }>('trust/changeTrusted')
export const trustReducer = slice.reducer
export const { selectTrust } = slice.selectors
