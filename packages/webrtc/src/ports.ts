import type { ByeReason, CallId, Clock, Description, DeviceRef, MediaLoss, Seal, Signal } from '@parley/protocol'
import type { Role } from './mediaPlan.ts'

/** Undoes what returned it; calling it again does nothing. */
export type Teardown = () => void

/** The two devices that need the person's permission. */
export type DeviceKind = 'microphone' | 'camera'

/** What the browser remembers about a permission; `unknown` where it does not say. */
export type Permission = 'granted' | 'denied' | 'prompt' | 'unknown'

/** Measures how loud a track is; nothing of it is played or leaves this machine. */
export interface SoundLevel {
  /** Root mean square of the last moment's samples, 0 to 1; exactly 0 is digital silence. Null while it cannot tell. */
  read(): number | null
  close(): void
}

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
  /** Never throws: where sound cannot be measured, it cannot tell. */
  createLevel(track: MediaStreamTrack): SoundLevel
  /** Whether the page can be seen; the system may take camera and microphone from one that cannot. */
  isVisible(): boolean
  /** Whether a live track that is muted may have been paused by the person, in the browser's own controls (Safari). */
  pausedByPerson(): boolean
  /** Tells when the page can be seen again, as after sleep. */
  onVisible(listener: () => void): Teardown
}

/** What a description is signed for; its seal is valid for nothing else. */
export interface SigningContext {
  callId: CallId
  /** The device at the other end, whoever made the description. */
  remote: DeviceRef
  /** Of the side that made the description. */
  role: Role
  negotiation: string
}

/** Signs outgoing descriptions and verifies incoming ones. The signer knows people and keys; the engine does not. */
export interface Signer {
  /** If it rejects, the description is not sent, and the call fails when its time to connect is over. */
  sign(context: SigningContext, description: Description): Promise<Seal>
  /**
   * Resolves to false, or rejects, if the other side is not who it should be. It may take as long as a person needs to
   * decide; the call's time to connect is not extended.
   */
  verify(context: SigningContext, description: Description, seal: Seal): Promise<boolean>
}

/** The ports that are the browser's. */
export type BrowserPorts = Pick<
  SessionPorts,
  'media' | 'createPeerConnection' | 'onNetworkChange' | 'onPageHide' | 'randomId'
>

/** STUN and TURN servers to be used now. */
export interface IceServers {
  servers: RTCIceServer[]
  /** When to ask anew because credentials are about to run out, by the clock of the ports; null where none do. */
  renewAt: number | null
}

/** Everything the engine needs of the world around it. */
export interface SessionPorts {
  media: MediaPort
  createPeerConnection(config: RTCConfiguration): RTCPeerConnection
  /** Asked for each connection, again for each ICE restart, and when it is time to renew them. Rejects if nobody says. */
  iceServers(): Promise<IceServers>
  /** By way of the server: delivers in order and repeats itself until it has arrived. */
  send(callId: CallId, to: DeviceRef, signal: Signal): void
  /** `sign` is called before a description is sent, `verify` before one that arrived is applied. */
  signer: Signer
  /** The engine asks for the end of the call, once. */
  mediaLost(callId: CallId, reason: MediaLoss): void
  /** The other side has said, over the connection itself, that it ends the call; told once. */
  peerLeft(callId: CallId, reason: ByeReason): void
  /** The other device has begun this connection of the call and waits for the plan to follow. May be told repeatedly. */
  renewed(callId: CallId, attempt: number): void
  /** A device that rang has taken the call, and says so over the connection that was made meanwhile. May be told repeatedly. */
  accepted?(callId: CallId, by: DeviceRef): void
  /** Tells when this page is about to go. */
  onPageHide(listener: () => void): Teardown
  /** Tells when this device may have come into another network. */
  onNetworkChange(listener: () => void): Teardown
  /** The person stopped sharing from the browser's own bar, or did not choose a screen. */
  screenEnded(): void
  clock: Clock
  /** At most 32 characters, not to be guessed or repeated. */
  randomId(): string
}
