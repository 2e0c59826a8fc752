import type { Clock, MediaState } from '@parley/protocol'
import type { SentMedia } from '../../local/localMedia.ts'
import type { RemoteSnapshot } from '../../mediaSnapshot.ts'
import type { MediaPort } from '../../ports.ts'
import { createMediaController, type PolledConnection } from '../bandwidth/mediaController.ts'
import { createRemoteMedia } from './remoteMedia.ts'
import { createTransceivers, type Kind, type Transceivers } from './transceivers.ts'

/** The part of a connection that media needs. */
export type MediaConnection = PolledConnection & Pick<RTCPeerConnection, 'addTransceiver' | 'getTransceivers'>

/** The media of one link: its tracks in both directions, both sides' states, and the bit rates. */
export interface PeerMedia {
  /** Uses this connection from now on. Call it once, before anything below. */
  attach(connection: MediaConnection): void
  /** Initiator: adds the transceivers of these kinds that are missing; all kinds by default. */
  offer(kinds?: readonly Kind[]): void
  /** Responder: uses the transceivers of the offer that has been applied. */
  answer(): void
  /** Call it when a description has been applied or sent. */
  negotiated(): void
  /** Sends the part of this that may be sent now. Returns what to tell the other side. */
  send(sent: SentMedia): MediaState
  /** The other side has told its state. */
  told(state: MediaState): void
  state(): Pick<RemoteSnapshot, 'remoteStream' | 'remote' | 'quality' | 'videoPaused' | 'unsent'>
  /** The earliest time since which nothing has come from the other side; null where the browser does not tell. */
  lastHeard(): number | null
  /** Takes the tracks off the senders at once, also where the connection stays for a goodbye (WebRTC §5.2, `replaceTrack`). */
  close(): void
}

/** The surroundings of a link's media. */
export interface PeerMediaOptions {
  clock: Clock
  createStream: MediaPort['createStream']
  /** True if the other side is taken to want a veil until it tells its state. */
  veiled: boolean
  isConnected(): boolean
  /** Called when `state` may return something else than before, or `send` may send something else. */
  changed(): void
}

/** Creates media without a connection. */
export function createPeerMedia({ clock, createStream, veiled, isConnected, changed }: PeerMediaOptions): PeerMedia {
  const remote = createRemoteMedia(clock, createStream, changed, veiled)
  const controller = createMediaController(
    clock,
    isConnected,
    () => remote.state().remote.veiled,
    remote.decoded,
    changed,
  )
  let transceivers: Transceivers | null = null

  const unsent = () => ({
    audio: transceivers?.unsent('audio') ?? null,
    video: transceivers?.unsent('video') ?? null,
  })

  function receive(): void {
    remote.follow(transceivers?.received() ?? [])
  }

  return {
    attach(connection) {
      transceivers = createTransceivers(connection, createStream, changed)
      controller.attach(connection, transceivers.senders)
    },
    offer(kinds) {
      transceivers?.create(kinds)
      receive()
    },
    answer() {
      transceivers?.adopt()
      receive()
    },
    negotiated() {
      controller.negotiated()
      if (transceivers?.unsent('audio') || transceivers?.unsent('video')) changed()
    },
    send(sent) {
      const passed = controller.through(sent)
      transceivers?.send(passed)
      const { audio, video } = unsent()
      return { ...passed, ...(audio && { microphone: false }), ...(video && { camera: false, screen: false }) }
    },
    told: remote.told,
    state: () => ({ ...remote.state(), ...controller.state(), unsent: unsent() }),
    lastHeard: controller.lastHeard,
    close() {
      transceivers?.send({ audio: null, video: null })
      controller.close()
      remote.close()
    },
  }
}
