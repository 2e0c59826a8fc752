/** The lengths of Chromium 156's descriptions for audio, video and two data channels. Characters. */
const OFFER = 5_800
const ANSWER = 5_100

/** Text that looks like a session description, of this length. */
const sdp = (length: number): string =>
  'v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n'
    .concat('a=rtpmap:96 VP8/90000\r\n'.repeat(length))
    .slice(0, length)

/** An offer of realistic length. */
export const offer = { type: 'offer', sdp: sdp(OFFER) } as const
/** An answer of realistic length. */
export const answer = { type: 'answer', sdp: sdp(ANSWER) } as const

/** The number of candidates of each side. */
export const CANDIDATES = 8

/** A candidate of realistic length. */
export const candidate = {
  candidate:
    'candidate:842163049 1 udp 1677729535 203.0.113.77 54321 typ srflx raddr 10.0.0.17 rport 54321 generation 0',
  sdpMid: '0',
  sdpMLineIndex: 0,
  usernameFragment: 'EsAw',
}
