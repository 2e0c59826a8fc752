export {
  CallKind,
  CallMedia,
  CallView,
  EndReason,
  endReasons,
  Invitation,
  MissedCall,
} from './call.ts'
export { callLinkIn } from './callLinkIn.ts'
export { type ClientContract, type ClientToServerEvents, clientEvents } from './clientEvents.ts'
export type { Clock, Moment } from './clock.ts'
export { type ConnectionHandlers, watchConnection } from './connection.ts'
export type { Ack, Acknowledged, Contract, EventMap, Handlers, Payload, SharedHandlers, Told } from './contract.ts'
export { ByeReason, ControlMessage, type MediaState, parseControl } from './control.ts'
export {
  DEVICE_LINK_NAMESPACE,
  type DeviceLinkClientContract,
  type DeviceLinkClientToServerEvents,
  type DeviceLinkServerContract,
  type DeviceLinkServerToClientEvents,
  deviceLinkClientEvents,
  deviceLinkServerEvents,
} from './deviceLinkEvents.ts'
export { tidyName } from './displayName.ts'
export { CallError, ErrorCode, errorCodes } from './errors.ts'
export { createEveryFrame, type EveryFrame, FRAME_MS } from './everyFrame.ts'
export { DeviceLinkHandshake, Handshake } from './handshake.ts'
export {
  Certificates,
  DeviceLinkId,
  Identity,
  Joiner,
  KeyEntry,
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
export { type Listenable, type ListenReports, listen, listenShared, type ServerListenable } from './listen.ts'
export { plainDashes, unescaped, withoutUnseen } from './pasted.ts'
export { Person, PresenceChange } from './presence.ts'
export { type ContinuingRequest, continuingFacts, continuingRequests, isPreviousVersion } from './previous.ts'
export { type Requestable, request, type Tellable, tell } from './request.ts'
export { type ServerContract, type ServerToClientEvents, serverEvents } from './serverEvents.ts'
export type { MediaLoss, MediaProblem, Quality, ScreenProblem, Standing, Unsent, VoiceNotice } from './shared.ts'
export { Candidate, Description, IceServer, Seal, Signal } from './signal.ts'
export { systemClock } from './systemClock.ts'
export { typedId } from './typedId.ts'
