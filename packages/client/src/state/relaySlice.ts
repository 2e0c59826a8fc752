import { createSlice, type PayloadAction } from '@reduxjs/toolkit'

/** Whether the server names a relay (TURN) for calls; null until it has said. */
export type RelayState = boolean | null

const slice = createSlice({
  name: 'relay',
  initialState: null as RelayState,
  reducers: { relayKnown: (_state, { payload }: PayloadAction<boolean>): RelayState => payload },
  selectors: { selectRelay: (state): RelayState => state },
})

export const { relayKnown } = slice.actions
export const relayReducer = slice.reducer
export const { selectRelay } = slice.selectors
