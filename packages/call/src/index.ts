export { setupCallListeners } from './callListeners.ts'
export {
  acceptCall,
  callAnswered,
  callEnded,
  callerBlocked,
  callReducer,
  callRenewed,
  callResumed,
  codeCallConnected,
  codeCallStarted,
  deviceRinging,
  endCall,
  endDismissed,
  glareResolved,
  incomingCall,
  mediaLost,
  rejectCall,
  ringingShown,
  selectCall,
  startOutgoingCall,
  startWaiting,
  ticketIssued,
  warmAllowed,
} from './callSlice.ts'
export {
  type AtLink,
  type CallRole,
  type CallSliceState,
  type CallState,
  type Dialling,
  directionOf,
  type Exchanging,
  type Idle,
  type InCall,
  type Incoming,
  type InQueue,
  isWaiting,
  type LastEnd,
  type MediaLoss,
  type Outgoing,
  peerOf,
  type Waiting,
} from './callState.ts'
export { setupConnectionListeners } from './connectionListeners.ts'
export { type ConnectionState, connectionChanged, connectionReducer, selectConnection } from './connectionSlice.ts'
export {
  type CallRecord,
  callRecorded,
  fromMissed,
  historyLoaded,
  historyReducer,
  selectHistory,
  toRecord,
} from './historySlice.ts'
export { createOutbox, type Outbox, type OutboxSocket } from './outbox.ts'
export { setupPresenceListeners } from './presenceListeners.ts'
export {
  type PresenceState,
  peopleListed,
  presenceChanged,
  presenceReducer,
  presenceUnwatched,
  presenceWatched,
  selectPresence,
} from './presenceSlice.ts'
export { isInCall } from './resuming.ts'
export type { CallRootState, CallStoreApi, ListenerDeps, StartListening } from './root.ts'
export type { Screening } from './screening.ts'
export {
  createSignalTransport,
  type SignalHandler,
  type SignalTransport,
  type SignalTransportOptions,
} from './signalTransport.ts'
