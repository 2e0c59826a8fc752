export {
  CallKind,
  CallMedia,
  CallView,
  EndReason,
  endReasons,
  Invitation,
  MissedCall,
} from './call.ts'
export { type ClientContract, type ClientToServerEvents, clientEvents } from './clientEvents.ts'
export type { Clock } from './clock.ts'
export { type ConnectionHandlers, watchConnection } from './connection.ts'
export type { Ack, Acknowledged, Contract, EventMap, Handlers, Payload, SharedHandlers, Told } from './contract.ts'
export { ByeReason, ControlMessage, parseControl } from './control.ts'
export { CallError, ErrorCode, errorCodes } from './errors.ts'
export { Handshake, LinkHandshake } from './handshake.ts'
export {
  Certificates,
  Identity,
  Joiner,
  KeyEntry,
  LinkId,
  Membership,
  PublicKey,
  Revocations,
  Statement,
} from './identity.ts'
export {
  CallId,
  CallLink,
  checkUserId,
  DeviceId,
  DeviceRef,
  DisplayName,
  deviceKey,
  isGuest,
  RingingDevice,
  sameDevice,
  sameUser,
  UserId,
  type UserIdProblem,
  userKey,
} from './ids.ts'
export * as limits from './limits.ts'
export {
  LINK_NAMESPACE,
  type LinkClientContract,
  type LinkClientToServerEvents,
  type LinkServerContract,
  type LinkServerToClientEvents,
  linkClientEvents,
  linkServerEvents,
} from './linkEvents.ts'
export { type Listenable, type ListenReports, listen, listenShared, type ServerListenable } from './listen.ts'
export { Person, PresenceChange } from './presence.ts'
export { type Requestable, request, type Tellable, tell } from './request.ts'
export { type ServerContract, type ServerToClientEvents, serverEvents } from './serverEvents.ts'
export { Candidate, Description, IceServer, Seal, Signal } from './signal.ts'
