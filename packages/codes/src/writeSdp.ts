import { candidateLine } from './candidates.ts'
import type { Kind, MediaOutline, Outline } from './outline.ts'
import { MID, TRANSPORT } from './readSdp.ts'

/**
 * Writes the smallest description that browsers accept: opus with FEC and DTX, VP8, which every browser supports
 * (RFC 7742 §5), and data channels. Payload types and extensions keep their numbers, so that an answer to this offer
 * also answers the original.
 */
export function writeSdp(outline: Outline): string {
  const { kinds, candidates } = outline
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    `a=group:BUNDLE ${kinds.map((_, index) => index).join(' ')}`,
    ...kinds.flatMap((kind, index) => {
      const [protocol, ...rest] = sectionLines(outline, kind)
      return [
        `m=${kind} 9 ${protocol}`,
        'c=IN IP4 0.0.0.0',
        ...transportLines(outline),
        `a=mid:${index}`,
        ...rest,
        ...(index === 0 ? [...candidates.map(candidateLine), 'a=end-of-candidates'] : []),
      ]
    }),
  ]
  return lines.map((line) => `${line}\r\n`).join('')
}

/** The lines of a section; the first is the rest of its m-line. */
function sectionLines({ audio, video }: Outline, kind: Kind): readonly string[] {
  switch (kind) {
    case 'audio':
      return audioLines(audio)
    case 'video':
      return video ? videoLines(video) : []
    case 'application':
      return DATA
  }
}

const DATA = ['UDP/DTLS/SCTP webrtc-datachannel', 'a=sctp-port:5000', 'a=max-message-size:262144']

function transportLines({ ufrag, pwd, fingerprint, setup }: Outline): string[] {
  const hex = Array.from(fingerprint, (byte) => byte.toString(16).padStart(2, '0').toUpperCase())
  return [`a=ice-ufrag:${ufrag}`, `a=ice-pwd:${pwd}`, `a=fingerprint:sha-256 ${hex.join(':')}`, `a=setup:${setup}`]
}

function audioLines(media: MediaOutline): string[] {
  const { codec } = media
  return [
    `UDP/TLS/RTP/SAVPF ${codec}`,
    ...mediaLines(media, 'audio'),
    `a=rtpmap:${codec} opus/48000/2`,
    `a=fmtp:${codec} minptime=10;useinbandfec=1;usedtx=1`,
    ...feedback(media, []),
  ]
}

function videoLines(media: MediaOutline): string[] {
  const { codec, rtx } = media
  return [
    `UDP/TLS/RTP/SAVPF ${rtx ? `${codec} ${rtx}` : codec}`,
    ...mediaLines(media, 'video'),
    `a=rtpmap:${codec} VP8/90000`,
    ...feedback(media, ['ccm fir', 'nack', 'nack pli']),
    ...(rtx ? [`a=rtpmap:${rtx} rtx/90000`, `a=fmtp:${rtx} apt=${codec}`] : []),
  ]
}

/** Audio and video name the same stream, so that the browser synchronizes them (RFC 8830). */
function mediaLines({ direction, mid, transport }: MediaOutline, track: string): string[] {
  return [
    ...(mid ? [`a=extmap:${mid} ${MID}`] : []),
    ...(transport ? [`a=extmap:${transport} ${TRANSPORT}`] : []),
    `a=${direction}`,
    ...(direction === 'sendrecv' || direction === 'sendonly' ? [`a=msid:parley ${track}`] : []),
    'a=rtcp-mux',
    'a=rtcp-rsize',
  ]
}

const feedback = ({ codec, transport }: MediaOutline, more: readonly string[]) =>
  [...(transport ? ['transport-cc'] : []), ...more].map((kind) => `a=rtcp-fb:${codec} ${kind}`)
