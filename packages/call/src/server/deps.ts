import type { Clock, Listenable, ListenReports, UserId } from '@parley/protocol'
import type { TypedStartListening, UnknownAction } from '@reduxjs/toolkit'
import type { CallSliceState } from '../state/callState.ts'
import type { ServerConnection } from '../state/connectionSlice.ts'
import type { CallRecord } from '../state/historySlice.ts'
import type { PresenceState } from '../state/presenceSlice.ts'
import type { Outbox, OutboxSocket } from './outbox.ts'
import type { Screening } from './screening.ts'

/** The part of an app's state that this package's slices fill, under these names. */
export interface CallRootState {
  call: CallSliceState
  connection: ServerConnection
  history: CallRecord[]
  presence: PresenceState
}

/** As much of a store as the listeners use. */
export interface CallStoreApi {
  dispatch(action: UnknownAction): unknown
  getState(): CallRootState
}

// biome-ignore lint/suspicious/noExplicitAny: any app's dispatch type fits, since only plain actions are dispatched
export type StartListening = TypedStartListening<CallRootState, any>

/** What every set of listeners works with. The socket is not connected or closed here: its maker owns it. */
export interface ListenerDeps {
  store: CallStoreApi
  socket: Listenable & OutboxSocket
  outbox: Outbox
  clock: Clock
  /** What becomes of a call from this user; without it every one rings. */
  screen?: (caller: UserId) => Screening
  /** With whom this person is not to be matched. */
  avoid?: () => UserId[]
  /** Told what the server sent that breaks the contract, and what a handler threw. */
  reports?: ListenReports
}
