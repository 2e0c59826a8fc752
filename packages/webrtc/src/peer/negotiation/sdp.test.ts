import { expect, test } from 'vitest'
import { isPlain, relayAlone, ufragOf, ufragsOf, withoutAddresses } from './sdp.ts'

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

test.each([
  ['that has a character which some readers take for a line end', 'v=0\r\na=x\u2028y\r\n'],
  ['that has a control character', 'v=0\r\na=x\u0000y\r\n'],
  ['whose first line has one', 'v\u00850\r\na=x\r\n'],
  ['whose last line does not end', 'v=0\r\na=x'],
  ['that ends a line by a carriage return alone', 'v=0\ra=x\r\n'],
  ['that has a candidate', 'v=0\r\na=Candidate:1\r\n'],
  ['that is empty', ''],
])('a description %s is not plain', (_, sdp) => {
  expect(isPlain(sdp)).toBe(false)
})

test('a description with line feeds alone is plain', () => {
  expect(isPlain('v=0\na=x\n')).toBe(true)
})

test('lines that only contain what is replaced stay as they are', () => {
  const kept = 'a=x c=IN IP4 203.0.113.7\r\na=y a=rtcp:9 1\r\na=z m=audio 5\r\ncx=1\r\nax=rtcp:1\r\na=xrtcp:1\r\n'
  expect(withoutAddresses(kept)).toBe(kept)
})

test('the ICE generation is read from lines of their own, and from candidates that name it', () => {
  expect([...ufragsOf('a=ice-ufrag:one\r\nx a=ice-ufrag:two\r\n')]).toEqual(['one'])
  expect([...ufragsOf(undefined)]).toEqual([])
  expect(ufragOf({ candidate: 'candidate:1 ufrag abcd x', usernameFragment: null })).toBe('abcd')
  expect(ufragOf({ candidate: 'candidate:1 ufrag abcd x', usernameFragment: 'efgh' })).toBe('efgh')
  expect(ufragOf({ candidate: 'candidate:1', usernameFragment: null })).toBeNull()
})

test('of a relayed candidate the address of the TURN server is left, of any other nothing', () => {
  const relay = 'candidate:842163049 12 udp 41885439 198.51.100.9 60123 typ relay'
  const alone = `${relay} raddr 0.0.0.0 rport 9`
  expect(relayAlone(`${relay} raddr 203.0.113.7 rport 54321 generation 0 ufrag abcd network-id 1`)).toBe(
    `${alone} ufrag abcd`,
  )
  expect(relayAlone(relay)).toBe(alone)
  expect(relayAlone(`${relay}ed raddr 203.0.113.7 rport 9`)).toBeNull()
  expect(relayAlone(`x ${relay}`)).toBeNull()
  expect(relayAlone('candidate:1 1 udp 1 203.0.113.7 9 typ srflx raddr 192.168.1.20 rport 9')).toBeNull()
})
