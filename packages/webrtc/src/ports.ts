import type { CallId, Clock, DeviceRef, Signal } from '@parley/protocol'

/** Undoes what returned it; calling it again does nothing. */
export type Teardown = () => void

/** The two devices that need the person's permission. */
export type DeviceKind = 'microphone' | 'camera'

/** What the browser remembers about a permission; `unknown` where it does not say. */
export type Permission = 'granted' | 'denied' | 'prompt' | 'unknown'

/** As much of `navigator.mediaDevices` as the engine needs. */
export interface MediaPort {
  /** Rejects like the browser's own; where the page may not ask at all, with a `SecurityError`. */
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream>
  getDisplayMedia(options: DisplayMediaStreamOptions): Promise<MediaStream>
  enumerateDevices(): Promise<MediaDeviceInfo[]>
  onDeviceChange(listener: () => void): Teardown
  /** Never rejects. */
  permission(kind: DeviceKind): Promise<Permission>
  createStream(tracks: MediaStreamTrack[]): MediaStream
}

/** Everything the engine needs of the world around it. */
export interface SessionPorts {
  media: MediaPort
  createPeerConnection(config: RTCConfiguration): RTCPeerConnection
  /** Asked for each connection and again for each ICE restart, since credentials expire. */
  iceServers(): Promise<RTCIceServer[]>
  /** Delivers in order and repeats itself until it has arrived. */
  send(callId: CallId, to: DeviceRef, signal: Signal): void
  /** The engine asks for the end of the call: it was connected and is no more, or never was. */
  mediaLost(callId: CallId, reason: 'lost' | 'failed'): void
  /** The person stopped sharing from the browser's own bar, or did not choose a screen. */
  screenEnded(): void
  clock: Clock
  /** At most 32 characters, not to be guessed or repeated. */
  randomId(): string
}
