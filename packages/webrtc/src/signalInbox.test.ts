import { type Candidate, limits, type Signal } from '@parley/protocol'
import { expect, test } from 'vitest'
import { createSignalInbox } from './signalInbox.ts'

const CALL = 'call-0000000000000001'
const ada = { userId: 'ada', deviceId: 'ada-device-0123456789' }
const identity = { root: `B${'A'.repeat(86)}`, certificates: [], revocations: null }
const offer = (negotiation: string, attempt = 0): Signal => ({
  type: 'description',
  attempt,
  negotiation,
  description: { type: 'offer', sdp: 'v=0' },
  seal: { identity, signature: `e30.e30.${'A'.repeat(86)}` },
})
const candidate = (name: string): Candidate => ({
  candidate: name,
  sdpMid: '0',
  sdpMLineIndex: 0,
  usernameFragment: null,
})
const candidates = (...names: string[]): Signal => ({
  type: 'candidates',
  attempt: 0,
  candidates: names.map(candidate),
})

test('kept signals are taken once, descriptions first, for that call and device only', () => {
  const inbox = createSignalInbox()
  inbox.keep(CALL, ada, candidates('a'))
  inbox.keep(CALL, { ...ada, userId: 'ADA' }, offer('1'))
  inbox.keep(CALL, { ...ada, deviceId: 'other-device-012345678' }, offer('2'))
  expect(inbox.take(CALL, ada, 0)).toEqual([offer('1'), candidates('a')])
  expect(inbox.take(CALL, ada, 0)).toEqual([])
})

test('it is bounded however much comes', () => {
  const inbox = createSignalInbox()
  for (let index = 0; index < 100; index += 1) {
    inbox.keep(CALL, ada, offer(`${index}`))
    inbox.keep(CALL, ada, candidates(`${index}`, `${index} too`))
  }
  const [first, second, batch] = inbox.take(CALL, ada, 0)
  expect([first, second]).toEqual([offer('98'), offer('99')])
  expect(batch?.type === 'candidates' && batch.candidates).toHaveLength(
    limits.MAX_CANDIDATES - 2 * limits.RESERVED_CANDIDATES,
  )
  for (let index = 0; index < 100; index += 1) inbox.keep(`call-${index}`, ada, offer('1'))
  expect(inbox.take('call-95', ada, 0)).toEqual([])
  expect(inbox.take('call-99', ada, 0)).toHaveLength(1)
})

test('what comes before its link keeps the ways over a relay, though many interfaces come too', () => {
  const inbox = createSignalInbox()
  const hosts = Array.from(
    { length: limits.MAX_CANDIDATES },
    (_, index) => `candidate:${index} 1 udp 1 192.0.2.1 1 typ host`,
  )
  const relay = 'candidate:1 1 udp 1 198.51.100.9 49152 typ relay raddr 0.0.0.0 rport 9'
  inbox.keep(CALL, ada, candidates(...hosts.slice(0, 25)))
  inbox.keep(CALL, ada, candidates(relay))
  inbox.keep(CALL, ada, candidates(...hosts.slice(25)))
  const [batch] = inbox.take(CALL, ada, 0)
  expect(batch).toMatchObject({ candidates: expect.arrayContaining([expect.objectContaining({ candidate: relay })]) })
})

test('nothing is kept for a call that has ended, until it is wanted again', () => {
  const inbox = createSignalInbox()
  inbox.keep(CALL, ada, offer('1'))
  inbox.end(CALL)
  inbox.keep(CALL, ada, offer('2'))
  expect(inbox.take(CALL, ada, 0)).toEqual([])
  inbox.reopen(CALL)
  inbox.keep(CALL, ada, offer('3'))
  expect(inbox.take(CALL, ada, 0)).toEqual([offer('3')])
})

test('a later connection of the call takes the place of an earlier one, and is kept for itself', () => {
  const inbox = createSignalInbox()
  inbox.keep(CALL, ada, offer('1'))
  inbox.keep(CALL, ada, { type: 'renew', attempt: 2 })
  inbox.keep(CALL, ada, offer('2', 2))
  inbox.keep(CALL, ada, offer('late', 1))
  expect(inbox.attempt(CALL, ada)).toBe(2)
  expect(inbox.take(CALL, ada, 0)).toEqual([])
  expect(inbox.take(CALL, ada, 2)).toEqual([offer('2', 2)])
  expect(inbox.attempt(CALL, ada)).toBe(0)
})

test('that the other page has gone is kept as well, as the last word', () => {
  const inbox = createSignalInbox()
  inbox.keep(CALL, ada, { type: 'away', attempt: 1 })
  inbox.keep(CALL, ada, offer('1', 1))
  expect(inbox.take(CALL, ada, 1)).toEqual([offer('1', 1), { type: 'away', attempt: 1 }])
})
