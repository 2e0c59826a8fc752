import type { Clock, Identity, Listenable, ListenReports, UserId } from '@parley/protocol'
import type { TypedStartListening, UnknownAction } from '@reduxjs/toolkit'
import type { CallSliceState } from '../state/callState.ts'
import type { ServerConnection } from '../state/connectionSlice.ts'
import type { CallRecord } from '../state/historySlice.ts'
import type { PresenceState } from '../state/presenceSlice.ts'
import type { Outbox, OutboxSocket } from './outbox.ts'
import type { Screening } from './screening.ts'

/** The part of the app's state that holds this package's slices, under these names. */
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

/** RTK's `startListening`, for any app whose state contains `CallRootState`. */
// biome-ignore lint/suspicious/noExplicitAny: any app's dispatch type fits, since only plain actions are dispatched
export type StartListening = TypedStartListening<CallRootState, any>

/** The dependencies of every set of listeners. The socket's owner connects and closes it. */
export interface ListenerDeps {
  store: CallStoreApi
  socket: Listenable & OutboxSocket
  outbox: Outbox
  clock: Clock
  /** The verdict on a caller; without it every call rings. */
  screen?: (caller: UserId) => Screening
  /** True if the caller is a contact, and the identity that their device shows is theirs; without it nobody is one. */
  isContact?: (caller: UserId, shown: Identity) => boolean
  /** The users this person is not to be matched with; those it matters most of come last. */
  avoid?: () => UserId[]
  /** Receives what breaks the contract and what a handler throws. */
  reports?: ListenReports
}
