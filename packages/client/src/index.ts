export {
  type ConnectedSession,
  type ConnectSessionOptions,
  connectSession,
  type HandSignalling,
} from './calls/connectSession.ts'
export { followPlan, type PlanState } from './calls/followPlan.ts'
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
} from './calls/mediaChoices.ts'
export { planMedia } from './calls/planMedia.ts'
