export { CallProvider, useCallMedia } from './CallProvider.tsx'
export {
  type ConnectedSession,
  type ConnectSessionOptions,
  connectSession,
  type HandSignalling,
} from './connectSession.ts'
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
  selectMediaChoices,
  warmChosen,
} from './mediaChoices.ts'
export { planMedia } from './planMedia.ts'
export { followPlan, useWebRTC } from './useWebRTC.ts'
