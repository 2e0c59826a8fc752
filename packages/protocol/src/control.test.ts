import { expect, it } from 'vitest'
import { parseControl } from './control.ts'

const candidate = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 }
const candidates = { type: 'candidates', candidates: [{ ...candidate, usernameFragment: 'abcd' }] }
const seal = {
  identity: { root: `BB${'A'.repeat(85)}`, certificates: [], revocations: null },
  signature: `e30.e30.${'A'.repeat(86)}`,
}
const described = (sdp: string) => ({
  type: 'description',
  negotiation: 'n1',
  description: { type: 'offer', sdp },
  seal,
})

it.each([
  ['a whole state', { type: 'media', seq: 3, microphone: true, camera: false, screen: true }],
  ['a goodbye', { type: 'bye', seq: 4, reason: 'hangup' }],
  ['candidates', { type: 'signal', seq: 5, signal: candidates }],
  ['a description as large as one may be', { type: 'signal', seq: 6, signal: described('x'.repeat(32 * 1024)) }],
])('reads %s', (_name, message) => {
  expect(parseControl(JSON.stringify(message))).toEqual(message)
})

it('a message may be just as long as is said, and no longer', () => {
  const bye = '{"type":"bye","seq":1,"reason":"hangup"}'
  const signal = JSON.stringify({ type: 'signal', seq: 1, signal: candidates })
  for (const [text, most] of [
    [bye, 4_096],
    [signal, 65_536],
  ] as const) {
    expect(parseControl(text.padEnd(most))).toEqual(JSON.parse(text))
    expect(parseControl(text.padEnd(most + 1))).toBeNull()
  }
})

it.each([
  ['not JSON', '{'],
  ['another type', '{"type":"shout"}'],
  ['a field too many', '{"type":"media","seq":1,"microphone":true,"camera":true,"screen":false,"x":1}'],
  ['something binary', new ArrayBuffer(8)],
  ['a goodbye for no known reason', '{"type":"bye","seq":1,"reason":"because"}'],
  ['a goodbye without a number', '{"type":"bye","reason":"hangup"}'],
  ['a signal that is none', '{"type":"signal","seq":1,"signal":{"type":"shout"}}'],
  [
    'a description without a seal',
    JSON.stringify({ type: 'signal', seq: 1, signal: { ...described('v'), seal: null } }),
  ],
  ['a goodbye longer than 4,096 characters', `{"type":"bye","seq":1,"reason":"hangup"}${' '.repeat(4_096)}`],
  ['a signal longer than 64 KiB', JSON.stringify({ type: 'signal', seq: 1, signal: candidates }) + ' '.repeat(65_536)],
  ['something huge', JSON.stringify({ type: 'media', pad: 'x'.repeat(10_000) })],
])('is null for %s', (_name, data) => {
  expect(parseControl(data)).toBeNull()
})
