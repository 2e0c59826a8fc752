import type { ByeReason, CallId, Clock, Description, DeviceRef, MediaLoss, Seal, Signal } from '@parley/protocol'
import type { Role } from './mediaPlan.ts'

/** Undoes the call that returned it. Calling it again does nothing. */
export type Teardown = () => void

/** The two devices that need the person's permission. */
export type DeviceKind = 'microphone' | 'camera'

/** The state of a permission in the browser; `unknown` where it does not say. */
export type Permission = 'granted' | 'denied' | 'prompt' | 'unknown'

/** Measures how loud a track is. Nothing is played, and nothing leaves this machine. */
export interface SoundLevel {
  /** Root mean square of the last moment's samples, 0 to 1; exactly 0 is digital silence. Null while it cannot tell. */
  read(): number | null
  close(): void
}

/** The part of `navigator.mediaDevices` that the engine needs. */
export interface MediaPort {
  /**
   * Rejects as the browser does, with a `SecurityError` where an insecure page may not ask at all, and with a
   * `NotSupportedError` where a secure page finds no devices to ask for.
   */
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream>
  getDisplayMedia(options: DisplayMediaStreamOptions): Promise<MediaStream>
  enumerateDevices(): Promise<MediaDeviceInfo[]>
  onDeviceChange(listener: () => void): Teardown
  /** Never rejects. */
  permission(kind: DeviceKind): Promise<Permission>
  createStream(tracks: MediaStreamTrack[]): MediaStream
  /** Never throws: where sound cannot be measured, `read` returns null. */
  createLevel(track: MediaStreamTrack): SoundLevel
  /** True if the page is visible; the system may take camera and microphone from a hidden page. */
  isVisible(): boolean
  /** True if the person may have paused a muted live track in the browser's own controls (Safari). */
  pausedByPerson(): boolean
  /** Calls the listener when the page is visible again, as after suspension. */
  onVisible(listener: () => void): Teardown
}

/** The context that a description is signed for. Its seal is valid for no other. */
export interface SigningContext {
  callId: CallId
  /** The device at the other end, also for its own descriptions. */
  remote: DeviceRef
  /** The role of the side that made the description. */
  role: Role
  negotiation: string
}

/** Signs outgoing descriptions and verifies incoming ones. The signer knows people and keys; the engine does not. */
export interface Signer {
  /** If it rejects, the description is not sent, and the call fails when its time to connect is over. */
  sign(context: SigningContext, description: Description): Promise<Seal>
  /**
   * Resolves to false if the other side is not who it should be. Rejects if this side cannot find out, as when its
   * storage fails; it is then asked again. It may take as long as a person needs to decide; the call's time to connect is
   * not extended.
   */
  verify(context: SigningContext, description: Description, seal: Seal): Promise<boolean>
}

/** The ports that the browser provides. */
export type BrowserPorts = Pick<
  SessionPorts,
  'media' | 'createPeerConnection' | 'onNetworkChange' | 'onPageHide' | 'randomId'
>

/** The STUN and TURN servers to use now. */
export interface IceServers {
  servers: RTCIceServer[]
  /** When to fetch new credentials, by the monotonic clock of the ports; null if they never expire. */
  renewAt: number | null
}

/** Everything that the engine needs from outside. */
export interface SessionPorts {
  media: MediaPort
  createPeerConnection(config: RTCConfiguration): RTCPeerConnection
  /** Called for each connection, for each ICE restart, and when credentials expire. Rejects if no server answers. */
  iceServers(): Promise<IceServers>
  /** Sends by the server, in order, and repeats until it has arrived. */
  send(callId: CallId, to: DeviceRef, signal: Signal): void
  /** `sign` is called before a description is sent, `verify` before one that arrived is applied. */
  signer: Signer
  /**
   * The engine gives up on media: the call must end. Called once per link.
   *
   * @param because `flooded`: the other side sent more than this side can take
   */
  mediaLost(callId: CallId, reason: MediaLoss, because?: 'flooded'): void
  /** The other side has ended the call, over the connection itself. Called once per link. */
  peerLeft(callId: CallId, reason: ByeReason): void
  /** The other device has begun this attempt of the call and waits for the plan to follow. May be called repeatedly. */
  renewed(callId: CallId, attempt: number): void
  /** A device that rang has answered, and says so over its preconnected link. May be called repeatedly. */
  accepted?(callId: CallId, by: DeviceRef): void
  /** Calls the listener when this page is about to close. */
  onPageHide(listener: () => void): Teardown
  /** Calls the listener when this device may be in another network. */
  onNetworkChange(listener: () => void): Teardown
  /** The person stopped sharing from the browser's own bar, or did not choose a screen. */
  screenEnded(): void
  clock: Clock
  /** At most 32 characters, not to be guessed or repeated. */
  randomId(): string
}
