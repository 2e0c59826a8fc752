import type { Unsent } from '@parley/protocol'
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
  /** Why this kind is not sent; null if it is, as far as is known. */
  unsent(kind: Kind): Unsent | null
  senders(): Senders
  /** The tracks that arrive on them. */
  received(): MediaStreamTrack[]
}

const KINDS = ['audio', 'video'] as const
export type Kind = (typeof KINDS)[number]

/**
 * Creates no transceiver yet.
 *
 * @param changed called when `unsent` may return something else than before, outside of a negotiation
 */
export function createTransceivers(
  connection: Pick<RTCPeerConnection, 'addTransceiver' | 'getTransceivers'>,
  createStream: MediaPort['createStream'],
  changed: () => void,
): Transceivers {
  // Both senders name one stream, so that the other side plays voice and lips together (RFC 8830).
  const together = createStream([])
  const used: { audio: RTCRtpTransceiver | null; video: RTCRtpTransceiver | null } = { audio: null, video: null }
  const sent: Tracks = { audio: null, video: null }
  const refused = new WeakSet<MediaStreamTrack>()
  let wanted: Tracks = { audio: null, video: null }

  function apply(): void {
    for (const kind of KINDS) {
      const transceiver = used[kind]
      if (!transceiver || sent[kind] === wanted[kind]) continue
      const track = wanted[kind]
      sent[kind] = track
      transceiver.sender.replaceTrack(track).catch(() => {
        // A connection that was closed meanwhile rejects as well; it has nothing left to send, and nobody asks.
        if (!track) return
        refused.add(track)
        changed()
      })
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
    unsent(kind) {
      // What has no codec in common is rejected in the answer, which stops its transceiver (RFC 8829 §5.3.1, §5.10).
      if (used[kind]?.currentDirection === 'stopped') return 'noCodec'
      const track = sent[kind]
      return track && refused.has(track) ? 'refused' : null
    },
    senders: () => ({ audio: used.audio?.sender ?? null, video: used.video?.sender ?? null }),
    received: () => KINDS.flatMap((kind) => used[kind]?.receiver.track ?? []),
  }
}
