export {
  type AccountState,
  idClaimed,
  idGivenUp,
  idKnown,
  idRefused,
  selectAccount,
} from './account/accountSlice.ts'
export { browserLabel } from './browser/browserLabel.ts'
export { type ConnectedSession, type ConnectSessionOptions, connectSession } from './calls/connectSession.ts'
export { createTogether, type Together } from './calls/createTogether.ts'
export { type CallEngine, createCallEngine } from './calls/engine.ts'
export { followPlan, type PlanState } from './calls/followPlan.ts'
export { leaveCall } from './calls/leaveCall.ts'
export {
  choicesChanged,
  choicesFor,
  devicesChosen,
  type Lobby,
  lessDataChosen,
  lobbyEntered,
  lobbyLeft,
  type MediaChoices,
  mediaChoicesReducer,
  preconnectChosen,
  selectMediaChoices,
} from './calls/mediaChoices.ts'
export { planMedia } from './calls/planMedia.ts'
export type { CodeSide } from './codes/codeSide.ts'
export { createMainSide } from './codes/mainSide.ts'
export type { ReadCode } from './codes/readCode.ts'
export { createTryOutSide, type TryOutSide } from './codes/tryOutSide.ts'
export {
  contactAdded,
  contactRemoved,
  personUnblocked,
  ringRuleChosen,
  selectPeople,
} from './contacts/contactsSlice.ts'
export { type App, createApp } from './createClient.ts'
export { createJoining } from './linking/createJoining.ts'
export type { DeviceInvite } from './linking/deviceInvite.ts'
export { createDeviceLinking, type DeviceLinking, type DeviceLinkingState } from './linking/deviceLinking.ts'
export { loadOwnKeys, type OwnKeys, removeOwnKey } from './linking/ownKeys.ts'
export { recoverSelf } from './linking/recoverSelf.ts'
export { createRecoveryFile, downloadText } from './linking/recoveryFile.ts'
export { nextMatch, reportMatch } from './lobby/matches.ts'
export { selectWaiting, wait } from './lobby/waiting.ts'
export { isString } from './storage/jsonStorage.ts'
export { createPinStore } from './storage/pinStore.ts'
export { type AppDispatch, createAppStore, type RootState } from './store.ts'
export type { Tone } from './tones/patterns.ts'
export { changeTrusted, selectTrust, standingKnown } from './trust/trustSlice.ts'
