// biome-ignore-all assist/source/organizeImports: in the order in which it is read
/**
 * The product without screens. `createClient(browserPlatform())` is one device of one person: it places calls, takes calls
 * and survives what happens to them. `client.store` says what is going on; the client's functions and the actions below
 * change it. Importing this touches no global.
 */

// A client, and what it is made of.
export { type Client, type ClientOptions, createClient } from './createClient.ts'
export { browserPlatform } from './browser/browserPlatform.ts'
export type { CallPorts, ClientPage, ClientPlatform, ClientStorage, Locks } from './platform.ts'
export { type ServerAccess, serverAt } from './serverAccess.ts'
export type { KeyValue } from './storage/jsonStorage.ts'
export type { RecordStore, RecordTables } from './storage/records.ts'

// What a client does for its person.
export type { Account } from './account/account.ts'
export type { Availability } from './account/availability.ts'
export type { Contacts } from './contacts/createContacts.ts'
export type { Lobby } from './lobby/createLobby.ts'

// Loaded when it is asked for: calls, calls without a server, and the devices of an ID.
export type { Calls } from './calls/createCalls.ts'
export type { Together } from './calls/together.ts'
export type { Tone, Tones } from './tones/tones.ts'
export type { Codes } from './codes/createCodes.ts'
export type { CodeSide, SideState } from './codes/codeSide.ts'
export type { PasteProblem, ReadCode } from './codes/readCode.ts'
export type { TryOutSide } from './codes/tryOutSide.ts'
export type { Devices } from './linking/createDevices.ts'
export type { DeviceInvite } from './linking/deviceInvite.ts'
export type { DeviceLinking, DeviceLinkingProblem, DeviceLinkingState } from './linking/deviceLinking.ts'
export type { JoiningProblem, JoiningState } from './linking/createJoining.ts'
export type { OwnKey } from './linking/ownKeys.ts'
export type { RecoveryFile } from './linking/recoveryFile.ts'
export type { RecoverProblem } from './linking/recoverSelf.ts'

// What the store says.
export type { ClientState, ClientStore } from './state/store.ts'
export { type CallState, isWaiting, selectCall } from '@parley/call'
export type { Dialling, InCall, Incoming, LastEnd, Waiting } from '@parley/call'
export { selectConnection, type ServerConnection } from '@parley/call'
export { type CallRecord, selectHistory } from '@parley/call'
export { type PresenceState, selectPresence } from '@parley/call'
export { type AccountState, selectAccount } from './state/accountSlice.ts'
export { type ContactsState, type RingRule, selectContacts } from './state/contactsSlice.ts'
export { choicesFor, LOBBY, type MediaChoices, selectMediaChoices } from './state/mediaChoices.ts'
export { selectTrust, type TrustState } from './state/trustSlice.ts'

// What a person does about calls: actions for `client.store.dispatch`.
export {
  startOutgoingCall,
  ringingShown,
  acceptCall,
  rejectCall,
  callerBlocked,
  endCall,
  endDismissed,
} from '@parley/call'
export { choicesChanged, devicesChosen, lessDataChosen, preconnectChosen } from './state/mediaChoices.ts'
export { changeTrusted } from './state/trustSlice.ts'
export { presenceUnwatched, presenceWatched } from '@parley/call'

// What a call is to eyes and ears, and how two know that nobody is between them.
export type { CallSession, LocalDevice, MediaSnapshot } from '@parley/webrtc'
export type { MediaProblem } from '@parley/protocol'
export { toneOf } from './tones/toneOf.ts'
export { type SafetyNumber, safetyNumber } from '@parley/identity'

// The joints between state and engine; a program that shows a call follows its plan, others bring a store of their own.
export { followPlan, type PlanState } from './calls/followPlan.ts'
export { type ConnectedSession, type ConnectSessionOptions, connectSession } from './calls/connectSession.ts'
export type { Signalling } from './calls/signalling.ts'
export { planMedia } from './calls/planMedia.ts'
export { mediaChoicesReducer } from './state/mediaChoices.ts'
