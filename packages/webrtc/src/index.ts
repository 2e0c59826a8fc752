export { browserPorts } from './browserPorts.ts'
export { type CallSession, createCallSession } from './callSession.ts'
export { createLevelMeter, type LevelMeter } from './levelMeter.ts'
export type { LocalWish, MediaPlan, Role } from './mediaPlan.ts'
export {
  type DeviceOption,
  type DeviceOptions,
  EMPTY_SNAPSHOT,
  type LocalDevice,
  type MediaProblem,
  type MediaSnapshot,
  type Quality,
} from './mediaSnapshot.ts'
export type {
  DeviceKind,
  Guard,
  MediaLoss,
  MediaPort,
  Permission,
  SealContext,
  SessionPorts,
  Teardown,
} from './ports.ts'
