export { setupCallListeners } from './server/callListeners.ts'
export { setupConnectionListeners } from './server/connectionListeners.ts'
export type { CallRootState, CallStoreApi, ListenerDeps, StartListening } from './server/deps.ts'
export { createOutbox, type Outbox, type OutboxSocket } from './server/outbox.ts'
export { setupPresenceListeners } from './server/presenceListeners.ts'
export type { Screening } from './server/screening.ts'
export {
  createSignalTransport,
  type SignalHandler,
  type SignalTransport,
  type SignalTransportOptions,
} from './server/signalTransport.ts'
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
  mediaConnected,
  mediaLost,
  preconnectAllowed,
  rejectCall,
  ringingShown,
  ringSilenced,
  selectCall,
  selectOthers,
  startOutgoingCall,
  startWaiting,
  ticketIssued,
} from './state/callSlice.ts'
export {
  type AtLink,
  allRinging,
  type CallRole,
  type CallSliceState,
  type CallState,
  connectionOf,
  type Dialling,
  directionOf,
  type Exchanging,
  type Idle,
  type InCall,
  type Incoming,
  type InQueue,
  isEngaged,
  isWaiting,
  type LastEnd,
  MAX_OTHERS,
  type Outgoing,
  peerOf,
  ringingHere,
  type Waiting,
} from './state/callState.ts'
export {
  connectionChanged,
  connectionReducer,
  type ServerConnection,
  selectConnection,
} from './state/connectionSlice.ts'
export {
  type CallRecord,
  callRecorded,
  fromMissed,
  historyLoaded,
  historyReducer,
  selectHistory,
  toRecord,
} from './state/historySlice.ts'
export {
  type PresenceState,
  peopleListed,
  presenceChanged,
  presenceReducer,
  presenceUnwatched,
  presenceWatched,
  selectPresence,
} from './state/presenceSlice.ts'
export { isInCall } from './state/resumeCases.ts'
