import type { Signal } from '@parley/protocol'

/** Certificate fingerprints of two sides. */
export const ADAS = Array.from({ length: 32 }, () => 'AA').join(':')
export const GRACES = Array.from({ length: 32 }, () => 'BB').join(':')

/** The description of a new peer connection for voice. */
export const sampleSdp = (fingerprint: string, setup = 'actpass'): string => {
  const transport = [
    ...['c=IN IP4 0.0.0.0', 'a=ice-ufrag:abcd', 'a=ice-pwd:abcdefghijklmnopqrstuv'],
    ...[`a=fingerprint:sha-256 ${fingerprint}`, `a=setup:${setup}`],
  ]
  const lines = [
    ...['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0 1'],
    ...['m=audio 9 UDP/TLS/RTP/SAVPF 111', ...transport, 'a=mid:0', 'a=sendrecv', 'a=rtpmap:111 opus/48000/2'],
    ...['m=application 9 UDP/DTLS/SCTP webrtc-datachannel', ...transport, 'a=mid:1', 'a=sctp-port:5000'],
  ]
  return lines.map((line) => `${line}\r\n`).join('')
}

export const describe = (type: 'offer' | 'answer', fingerprint: string, negotiation = 'n1'): Signal => ({
  ...{ type: 'description', attempt: 0, negotiation },
  description: { type, sdp: sampleSdp(fingerprint, type === 'offer' ? 'actpass' : 'passive') },
  seal: { identity: { root: '', certificates: [], revocations: null }, signature: '' },
})

/** A signal with these candidates; an empty one marks the end of gathering. */
export const candidates = (...found: string[]): Signal => ({
  type: 'candidates',
  attempt: 0,
  candidates: found.map((candidate) => ({ candidate, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null })),
})

export const HOST = 'candidate:1 1 udp 2122260223 192.168.1.5 50000 typ host'
export const PUBLIC = 'candidate:2 1 udp 1686052607 203.0.113.7 50001 typ srflx raddr 0.0.0.0 rport 0'
