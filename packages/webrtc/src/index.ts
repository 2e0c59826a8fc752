export { browserPorts } from './browserPorts.ts'
export { type CallSession, createCallSession } from './callSession.ts'
export type { ChannelState } from './channels/channelEndpoint.ts'
export type { ChannelName } from './channels/channelOptions.ts'
export type { Channel, ChannelMessage } from './channels/channels.ts'
export type { ChannelPayload } from './channels/envelope.ts'
export type { Allowance } from './channels/inboundBudget.ts'
export { keepRunning } from './local/keepRunning.ts'
export { createLevelMeter, type LevelMeter } from './local/levelMeter.ts'
export type { LocalWish, MediaPlan, Role } from './mediaPlan.ts'
export {
  type DeviceNotice,
  type DeviceOption,
  type DeviceOptions,
  EMPTY_SNAPSHOT,
  type LocalDevice,
  type MediaSnapshot,
} from './mediaSnapshot.ts'
export { isRelay } from './peer/transport/iceConfiguration.ts'
export type {
  BrowserPorts,
  DeviceKind,
  IceServers,
  MediaPort,
  Permission,
  SessionPorts,
  Signer,
  SigningContext,
  SoundLevel,
  Teardown,
} from './ports.ts'
export { attemptOf, createSignalInbox, type SignalInbox } from './signalInbox.ts'
