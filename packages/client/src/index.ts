/**
 * The product without screens: `createClient(browserPlatform())` is one device of one person. It makes calls, takes them
 * and keeps them; `client.store` says what is going on, the actions below and the client's own functions change it.
 * Nothing is touched before it is called.
 */

// What a person does in calls: actions for `client.store.dispatch`.
export {
  acceptCall,
  type CallRecord,
  type CallState,
  callerBlocked,
  type Dialling,
  endCall,
  endDismissed,
  type InCall,
  type Incoming,
  isWaiting,
  type LastEnd,
  type PresenceState,
  presenceUnwatched,
  presenceWatched,
  rejectCall,
  ringingShown,
  type ServerConnection,
  selectCall,
  selectConnection,
  selectHistory,
  selectPresence,
  startOutgoingCall,
  type Waiting,
} from '@parley/call'
export { type SafetyNumber, safetyNumber } from '@parley/identity'
export type { MediaProblem } from '@parley/protocol'
export type { CallSession, LocalDevice, MediaSnapshot } from '@parley/webrtc'
// What a client does.
export type { Account } from './account/account.ts'
// What the store says.
export { type AccountState, selectAccount } from './account/accountSlice.ts'
export type { Availability } from './account/availability.ts'
// Making a client.
export { browserPlatform } from './browser/browserPlatform.ts'
// The joints between state and engine, for who has a store or a session of their own.
export { type ConnectedSession, type ConnectSessionOptions, connectSession } from './calls/connectSession.ts'
export type { Calls } from './calls/createCalls.ts'
export { followPlan, type PlanState } from './calls/followPlan.ts'
export {
  choicesChanged,
  choicesFor,
  devicesChosen,
  LOBBY,
  lessDataChosen,
  type MediaChoices,
  mediaChoicesReducer,
  selectMediaChoices,
  warmChosen,
} from './calls/mediaChoices.ts'
export { planMedia } from './calls/planMedia.ts'
export type { Signalling } from './calls/signalling.ts'
export type { Together } from './calls/together.ts'
export type { CodeSide, SideState } from './codes/codeSide.ts'
export type { Codes } from './codes/createCodes.ts'
export type { PasteProblem, ReadCode } from './codes/readCode.ts'
export type { TryOutSide } from './codes/tryOutSide.ts'
export { type ContactsState, type RingRule, selectContacts } from './contacts/contactsSlice.ts'
export type { Contacts } from './contacts/createContacts.ts'
export { type Client, type ClientOptions, createClient } from './createClient.ts'
export type { Devices } from './linking/createDevices.ts'
export type { JoiningProblem, JoiningState } from './linking/createJoining.ts'
export type { DeviceInvite } from './linking/deviceInvite.ts'
export type { DeviceLinking, DeviceLinkingProblem, DeviceLinkingState } from './linking/deviceLinking.ts'
export type { OwnKey } from './linking/ownKeys.ts'
export type { RecoverProblem } from './linking/recoverSelf.ts'
export type { RecoveryFile } from './linking/recoveryFile.ts'
export type { Lobby } from './lobby/createLobby.ts'
export type { CallPorts, ClientPage, ClientPlatform, ClientStorage, Locks } from './platform.ts'
export { type ServerAccess, serverAt } from './serverAccess.ts'
export type { KeyValue } from './storage/jsonStorage.ts'
export type { RecordStore, RecordTables } from './storage/records.ts'
export type { ClientState, ClientStore } from './store.ts'
// What a call means to eyes and ears.
export { toneOf } from './tones/toneOf.ts'
export type { Tone, Tones } from './tones/tones.ts'
export { changeTrusted, selectTrust, type TrustState } from './trust/trustSlice.ts'
