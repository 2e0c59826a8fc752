import type { MediaPort } from '../../ports.ts'
import type { Senders } from '../bandwidth/senderEncodings.ts'

/** The tracks to send; null sends nothing. */
export interface Tracks {
  audio: MediaStreamTrack | null
  video: MediaStreamTrack | null
}

/** One audio and one video transceiver for the life of a connection: what is sent changes without negotiation. */
export interface Transceivers {
  /** Initiator: adds the missing transceivers of these kinds. */
  create(kinds?: readonly Kind[]): void
  /** Responder: takes the transceivers of the offer, and sends on them too. */
  adopt(): void
  send(tracks: Tracks): void
  senders(): Senders
  /** The tracks that arrive on them. */
  received(): MediaStreamTrack[]
}

const KINDS = ['audio', 'video'] as const
export type Kind = (typeof KINDS)[number]

/** Creates no transceiver yet. */
export function createTransceivers(
  connection: Pick<RTCPeerConnection, 'addTransceiver' | 'getTransceivers'>,
  createStream: MediaPort['createStream'],
): Transceivers {
  // Both senders name one stream, so that the other side plays voice and lips together (RFC 8830).
  const together = createStream([])
  const used: { audio: RTCRtpTransceiver | null; video: RTCRtpTransceiver | null } = { audio: null, video: null }
  const sent: Tracks = { audio: null, video: null }
  let wanted: Tracks = { audio: null, video: null }

  function apply(): void {
    for (const kind of KINDS) {
      const transceiver = used[kind]
      if (!transceiver || sent[kind] === wanted[kind]) continue
      sent[kind] = wanted[kind]
      // Rejects if the connection was closed meanwhile; there is nothing left to send then.
      transceiver.sender.replaceTrack(wanted[kind]).catch(() => undefined)
    }
  }

  return {
    create(kinds = KINDS) {
      for (const kind of kinds) {
        used[kind] ??= connection.addTransceiver(kind, { direction: 'sendrecv', streams: [together] })
      }
      apply()
    },
    adopt() {
      for (const kind of KINDS) {
        if (used[kind]) continue
        const offered = connection.getTransceivers().find(({ receiver }) => receiver.track.kind === kind)
        if (!offered) continue
        offered.direction = 'sendrecv'
        offered.sender.setStreams(together)
        used[kind] = offered
      }
      apply()
    },
    send(tracks) {
      wanted = tracks
      apply()
    },
    senders: () => ({ audio: used.audio?.sender ?? null, video: used.video?.sender ?? null }),
    received: () => KINDS.flatMap((kind) => used[kind]?.receiver.track ?? []),
  }
}
