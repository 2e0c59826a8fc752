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
} from './mediaChoices.ts'
export { planMedia } from './planMedia.ts'
export { useWebRTC } from './useWebRTC.ts'
