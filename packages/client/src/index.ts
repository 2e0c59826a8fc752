// biome-ignore-all assist/source/organizeImports: in the order in which it is read
/**
 * Parley without screens. `createClient(browserPlatform())` is one device of one person: it places and takes calls, and
 * goes on with them after a lost connection or a reload. `client.store` holds the state; the client's functions and the
 * actions below change it. Importing this module touches no global.
 */

// The client, and the interfaces of its platform.
export { type Client, type ClientOptions, createClient } from './createClient.ts'
export { browserPlatform } from './browser/browserPlatform.ts'
export type { CallPorts, ClientPage, ClientPlatform, ClientStorage, Locks } from './platform.ts'
export { type ServerAccess, serverAt } from './serverAccess.ts'
export type { KeyValue } from './storage/jsonStorage.ts'
export type { StorageKeeper } from './storage/keepStorage.ts'
export type { RecordStore, RecordTables } from './storage/records.ts'

// The parts of a client that exist from the start.
export type { Account } from './account/account.ts'
export type { Availability } from './account/availability.ts'
export type { Contacts } from './contacts/createContacts.ts'
export type { LinkState } from './lobby/askLink.ts'
export type { Lobby } from './lobby/createLobby.ts'

// The parts that are loaded on demand: calls, calls by codes, and the devices of an ID.
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

// The state, and its selectors.
export type { ClientState, ClientStore } from './state/store.ts'
export { type CallState, isWaiting, selectCall, selectOthers } from '@parley/call'
export type { Dialling, InCall, Incoming, LastEnd, Waiting } from '@parley/call'
export { selectConnection, type ServerConnection } from '@parley/call'
export { type CallRecord, selectHistory } from '@parley/call'
export { type PresenceState, selectPresence } from '@parley/call'
export { type AccountState, selectAccount } from './state/accountSlice.ts'
export { byId, type ContactsState, type RingRule, selectContacts } from './state/contactsSlice.ts'
export { choicesFor, LOBBY, type MediaChoices, selectMediaChoices } from './state/mediaChoices.ts'
export { type RelayState, selectRelay } from './state/relaySlice.ts'
export { selectTrust, type TrustState } from './state/trustSlice.ts'

// Actions for `client.store.dispatch`.
export {
  startOutgoingCall,
  ringingShown,
  ringSilenced,
  acceptCall,
  rejectCall,
  callerBlocked,
  endCall,
  endDismissed,
} from '@parley/call'
export { cameraLent, choicesChanged, devicesChosen, lessDataChosen, preconnectChosen } from './state/mediaChoices.ts'
export { changeTrusted } from './state/trustSlice.ts'
export { presenceUnwatched, presenceWatched } from '@parley/call'

// The media of a call, its tones, and the safety number.
export type { CallSession, LocalDevice, MediaSnapshot } from '@parley/webrtc'
export type { MediaProblem } from '@parley/protocol'
export { toneOf } from './tones/toneOf.ts'
export { type SafetyNumber, safetyNumber } from '@parley/identity'

// Connects state and engine: `followPlan` for programs that show a call, the rest for those with their own store.
export { followPlan, type PlanState } from './calls/followPlan.ts'
export { type ConnectedSession, type ConnectSessionOptions, connectSession } from './calls/connectSession.ts'
export type { Signalling } from './calls/signalling.ts'
export { planMedia } from './calls/planMedia.ts'
export { mediaChoicesReducer } from './state/mediaChoices.ts'
