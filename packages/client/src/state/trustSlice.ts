import type { CallId, PublicKey, Standing } from '@parley/protocol'
import { createAction, createSlice, type PayloadAction } from '@reduxjs/toolkit'

/** The proved identity of the other side of one call. `checking`: not judged yet. */
export interface TrustState {
  callId: CallId | null
  standing: Standing | 'checking'
  /** The root key of their ID; null until they have shown one. In a call by codes, their certificate's fingerprint. */
  root: PublicKey | null
  /** The same for this side: the root key of its ID, or its certificate's fingerprint. */
  own?: string | undefined
  /** True if this device could not check the latest description, because its storage failed. */
  unchecked?: boolean
}

const UNKNOWN: TrustState = { callId: null, standing: 'checking', root: null }

const slice = createSlice({
  name: 'trust',
  initialState: UNKNOWN,
  reducers: {
    standingKnown: (
      _state,
      { payload }: PayloadAction<{ callId: CallId; standing: Standing; root: PublicKey; own?: string | undefined }>,
    ): TrustState => payload,
    /** This device could not find out who the other side is. That says nothing about the other side. */
    checkFailed: (state, { payload: { callId } }: PayloadAction<{ callId: CallId }>): TrustState => ({
      ...(state.callId === callId ? state : { ...UNKNOWN, callId }),
      unchecked: true,
    }),
  },
  selectors: {
    /** The trust state of this call; `checking` if the state is about another. */
    selectTrust: (state, callId: CallId): TrustState => (state.callId === callId ? state : UNKNOWN),
  },
})

export const { standingKnown, checkFailed } = slice.actions
/** The person goes on with the call although the other side's identity has changed. */
export const changeTrusted = createAction<{ callId: CallId }>('trust/changeTrusted')
export const trustReducer = slice.reducer
export const { selectTrust } = slice.selectors
