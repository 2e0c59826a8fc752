export { browserPorts } from './browserPorts.ts'
export { type CallSession, createCallSession } from './callSession.ts'
export type { LanePayload } from './lane/envelope.ts'
export type { LaneState } from './lane/laneEnd.ts'
export type { LaneName } from './lane/laneRules.ts'
export type { Lane, LaneMessage } from './lane/lanes.ts'
export { createLevelMeter, type LevelMeter } from './levelMeter.ts'
export type { LocalWish, MediaPlan, Role } from './mediaPlan.ts'
export {
  type DeviceNews,
  type DeviceOption,
  type DeviceOptions,
  EMPTY_SNAPSHOT,
  type LocalDevice,
  type MediaProblem,
  type MediaSnapshot,
  type Quality,
  type VoiceNotice,
} from './mediaSnapshot.ts'
export type {
  BrowserPorts,
  DeviceKind,
  Guard,
  IceServers,
  MediaLoss,
  MediaPort,
  Permission,
  SealContext,
  SessionPorts,
  SoundLevel,
  Teardown,
} from './ports.ts'
export { attemptOf, createSignalInbox, type SignalInbox } from './signalInbox.ts'
