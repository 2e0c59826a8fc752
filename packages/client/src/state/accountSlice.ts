import type { UserId } from '@parley/protocol'
import { createSlice, type PayloadAction } from '@reduxjs/toolkit'

/**
 * Whose app this is. `claiming`: asked for, not yet confirmed by the server. `known`: confirmed, now or on an earlier
 * visit. `none` keeps the ID that was refused, to be mended.
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
