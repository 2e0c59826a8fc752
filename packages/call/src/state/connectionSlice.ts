import type { ErrorCode } from '@parley/protocol'
import { createSlice, type PayloadAction } from '@reduxjs/toolkit'

/**
 * The state of this device's connection to the server. `offline`: it is being tried again.
 * `refused`: the server will not have it as it is. `replaced`: another copy of the app took this device's place.
 */
export type ServerConnection =
  | { status: 'closed' }
  | { status: 'connecting' }
  | { status: 'online' }
  | { status: 'offline' }
  | { status: 'refused'; code: ErrorCode }
  | { status: 'replaced' }

const slice = createSlice({
  name: 'connection',
  initialState: { status: 'closed' } as ServerConnection,
  reducers: {
    connectionChanged: (_state, { payload }: PayloadAction<ServerConnection>) => payload,
  },
  selectors: { selectConnection: (state) => state },
})

export const { connectionChanged } = slice.actions
export const connectionReducer = slice.reducer
export const { selectConnection } = slice.selectors
