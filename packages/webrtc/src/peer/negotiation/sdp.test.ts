import { expect, test } from 'vitest'
import { isPlain, withoutAddresses } from './sdp.ts'

const before = [
  'v=0',
  'o=- 1 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'm=audio 54321 UDP/TLS/RTP/SAVPF 111',
  'c=IN IP4 203.0.113.7',
  'a=rtcp:54322 IN IP4 203.0.113.7',
  'a=candidate:1 1 udp 2122260223 192.168.1.20 54321 typ host generation 0',
  'a=candidate:2 1 udp 1686052607 203.0.113.7 54321 typ srflx raddr 192.168.1.20 rport 54321',
  'a=end-of-candidates',
  'a=ice-ufrag:abcd',
  'm=video 0 UDP/TLS/RTP/SAVPF 96',
  'c=IN IP6 2001:db8::7',
  'a=candidate:3 1 udp 2122260223 2001:db8::7 54321 typ host',
]

test.each(['\r\n', '\n'])('the addresses of a device go, and all else stays as it is (%j)', (end) => {
  const written = (lines: string[]) => lines.map((line) => line + end).join('')
  expect(withoutAddresses(written(before))).toBe(
    written([
      ...before.slice(0, 4),
      'm=audio 9 UDP/TLS/RTP/SAVPF 111',
      'c=IN IP4 0.0.0.0',
      'a=rtcp:9 IN IP4 0.0.0.0',
      'a=ice-ufrag:abcd',
      'm=video 0 UDP/TLS/RTP/SAVPF 96',
      'c=IN IP4 0.0.0.0',
    ]),
  )
})

test.each([
  'a=candidate:1 1 udp 1 203.0.113.7 9 typ host x y\u2028\r\n',
  'a=candidate:1 1 udp 1 203.0.113.7 9 typ host x y\u2029\n',
  'a=candidate:1 1 udp 1 203.0.113.7 9 typ host x y\rz\r\n',
  'a=Candidate:1 1 udp 1 203.0.113.7 9 typ host\r\n',
  'a=candidate 1 1 udp 1 203.0.113.7 9 typ host\r\n',
  ' a = candidate:1 1 udp 1 203.0.113.7 9 typ host\r\n',
  'a=remote-candidates:1 203.0.113.7 9\r\n',
  'a=candidate:1 1 udp 1 203.0.113.7 9 typ host',
  's=x\ra=candidate:1 1 udp 1 203.0.113.7 9 typ host\r\n',
  's=x\u0085a=candidate:1 1 udp 1 203.0.113.7 9 typ host\r\n',
])('T28: no line that some reader could take for a candidate remains, or nothing is read at all: %j', (hidden) => {
  const bare = withoutAddresses(`v=0\r\n${hidden}`)
  expect(isPlain(bare) && bare.includes('203.0.113.7')).toBe(false)
})

test('a browser’s description is plain once its addresses are gone', () => {
  expect(isPlain(withoutAddresses(before.map((text) => `${text}\r\n`).join('')))).toBe(true)
})
