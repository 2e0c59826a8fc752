import type { MediaProblem, MediaState, Quality, ScreenProblem, Unsent, VoiceNotice } from '@parley/protocol'
import type { DeviceKind } from './ports.ts'

/** The state of one wished device; `deviceId` and `label` name the device in use. */
export type LocalDevice =
  | { state: 'off' }
  | { state: 'starting' }
  | { state: 'on'; deviceId: string | null; label: string }
  | { state: 'failed'; problem: MediaProblem }

/** A device that can be chosen. */
export interface DeviceOption {
  deviceId: string
  label: string
}

/** The devices that can be chosen; the browser's default is not among them, it is `null` in a wish. */
export interface DeviceOptions {
  cameras: DeviceOption[]
  microphones: DeviceOption[]
  speakers: DeviceOption[]
  /** The speaker that the system's default is; null if the browser does not tell. */
  defaultSpeaker: string | null
}

/** A device that went or came back without the person asking; names may be empty where the browser gives none. */
export interface DeviceNotice {
  kind: DeviceKind
  /** The name of the device that went, or null if `now` came back. */
  gone: string | null
  /** True if the device that went is no longer there at all. */
  unplugged: boolean
  /** The name of the device in use. */
  now: string
}

/** Everything that is open on this side. */
export interface LocalSnapshot {
  /** Own live microphone and camera, for one's own preview: always show it muted. */
  readonly localStream: MediaStream | null
  readonly camera: LocalDevice
  readonly microphone: LocalDevice
  readonly screen: 'off' | 'starting' | 'on'
  /** The own screen that is shared, for one's own preview; null unless `screen` is `on`. */
  readonly screenStream: MediaStream | null
  /** Why the last share did not begin or go on; null if it did, or if the person ended it. */
  readonly screenProblem: ScreenProblem | null
  readonly devices: DeviceOptions
  readonly deviceNotices: readonly DeviceNotice[]
}

/** Everything that comes from the other side. */
export interface RemoteSnapshot {
  readonly remoteStream: MediaStream | null
  /** The other side's state; `camera` and `screen` are false too while their frames do not arrive. */
  readonly remote: MediaState
  readonly connection: 'none' | 'connecting' | 'connected' | 'interrupted'
  /** By the clock of the ports; null unless `connection` is `interrupted`. */
  readonly interruptedSince: number | null
  /** How many descriptions of this call the browser could not apply or make. */
  readonly refusals: number
  /** True from such a refusal until a description is applied again. */
  readonly troubled: boolean
  /** Null until it is known, and while `connection` is not `connected`. */
  readonly quality: Quality | null
  /** The own camera is on, but the connection is too weak to send it. */
  readonly videoPaused: boolean
  /** Why sound or pictures do not leave, however good the connection is; null if they do, as far as is known. */
  readonly unsent: { readonly audio: Unsent | null; readonly video: Unsent | null }
}

/** All the engine holds, as one immutable value. */
export type MediaSnapshot = LocalSnapshot & RemoteSnapshot & { readonly voice: VoiceNotice | null }

/** Without a connection. */
export const NO_REMOTE: RemoteSnapshot = {
  remoteStream: null,
  remote: { microphone: false, camera: false, screen: false, veiled: false },
  connection: 'none',
  interruptedSince: null,
  refusals: 0,
  troubled: false,
  quality: null,
  videoPaused: false,
  unsent: { audio: null, video: null },
}

/** Nothing open at all. */
export const EMPTY_SNAPSHOT: MediaSnapshot = {
  localStream: null,
  camera: { state: 'off' },
  microphone: { state: 'off' },
  screen: 'off',
  screenStream: null,
  screenProblem: null,
  devices: { cameras: [], microphones: [], speakers: [], defaultSpeaker: null },
  deviceNotices: [],
  voice: null,
  ...NO_REMOTE,
}
