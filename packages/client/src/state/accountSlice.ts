import type { UserId } from '@parley/protocol'
import { createSlice, type PayloadAction } from '@reduxjs/toolkit'

/**
 * The ID that this client acts for. `claiming`: requested, not yet confirmed by the server. `known`: confirmed, now or
 * on an earlier visit. `none`: no ID; `refused` is the one that the server has just refused, for the person to correct.
 */
export type AccountState =
  | { status: 'none'; refused: UserId | null }
  | { status: 'claiming'; userId: UserId }
  | { status: 'known'; userId: UserId }

const slice = createSlice({
  name: 'account',
  initialState: { status: 'none', refused: null } as AccountState,
  reducers: {
    idClaimed: (_state, { payload }: PayloadAction<UserId>): AccountState => ({ status: 'claiming', userId: payload }),
    idKnown: (_state, { payload }: PayloadAction<UserId>): AccountState => ({ status: 'known', userId: payload }),
    idRefused: (state): AccountState => (state.status === 'none' ? state : { status: 'none', refused: state.userId }),
    idGivenUp: (): AccountState => ({ status: 'none', refused: null }),
  },
  selectors: { selectAccount: (state) => state },
})

export const { idClaimed, idKnown, idRefused, idGivenUp } = slice.actions
export const accountReducer = slice.reducer
export const { selectAccount } = slice.selectors
