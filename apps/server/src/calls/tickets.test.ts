import { createHmac } from 'node:crypto'
import { CallView } from '@parley/protocol'
import { expect, test } from 'vitest'
import { PLACED_AT, sampleAnswered, sampleMet, sampleWaiter } from './testing/sampleCalls.ts'
import { createTickets, TICKET_MS } from './tickets.ts'
import { viewFor } from './view.ts'

const secret = new Uint8Array(32).fill(7)
const call = sampleAnswered()
/** How far the wall clock of these tests is ahead of the monotonic one. */
const EPOCH = 1_790_000_000_000
const ticketsAt = (now: number, { by = secret, boot = 'this', ahead = EPOCH } = {}) =>
  createTickets(by, { now: () => now, wall: () => now + ahead }, boot)
const tickets = ticketsAt(PLACED_AT + 2000)
const ticket = tickets.issue(call)
const [payload = '', mac = ''] = ticket.split('.')
const sealed = (content: object, by = secret): string => {
  const bytes = Buffer.from(JSON.stringify(content))
  return `${bytes.toString('base64url')}.${createHmac('sha256', by).update(bytes).digest('base64url')}`
}
const content = JSON.parse(Buffer.from(payload, 'base64url').toString())

test('a ticket is read as the call it was issued for', () => {
  expect(tickets.read(ticket)?.call).toEqual({ ...call, placedAt: call.answeredAt })
  expect(tickets.read(sealed(content))).not.toBeNull()
})

test('the same call has the same ticket, also once it was read from one', () => {
  const read = tickets.read(ticket)?.call
  expect(read && tickets.issue(read)).toBe(ticket)
  expect(ticketsAt(PLACED_AT + 3000).issue({ ...call })).toBe(ticket)
})

test('the ticket of a call that was crossed names both', () => {
  expect(tickets.read(tickets.issue({ ...call, crossedBy: 'call-2' }))).toMatchObject({ call: { crossedBy: 'call-2' } })
})

test('the ticket of two who have met names their link, and the names they gave', () => {
  const met = sampleMet({
    pair: [sampleWaiter({ name: 'Ada' }), sampleWaiter({ callId: 'call-2', device: { userId: 'bob', deviceId: 'b' } })],
  })
  expect(tickets.read(tickets.issue(met))?.call).toEqual(met)
})

test.each([
  ['nothing', ''],
  ['one part', payload],
  ['no seal', `${payload}.`],
  ['half a seal', `${payload}.${mac.slice(0, 20)}`],
  ['a seal with another in front', `${payload}.${'A'.repeat(43)}.${mac}`],
  ['another payload', `${Buffer.from(JSON.stringify({ ...content, callId: 'x' })).toString('base64url')}.${mac}`],
  ['the seal of another secret', sealed(content, new Uint8Array(32).fill(8))],
  ['a ticket of another shape', sealed({ ...content, more: 1 })],
])('a forged ticket is worth nothing: %s', (_what, forged) => {
  expect(tickets.read(forged)).toBeNull()
})

test('a ticket runs out twelve hours after the answer', () => {
  expect(ticketsAt(call.answeredAt + TICKET_MS - 1).read(ticket)).not.toBeNull()
  expect(ticketsAt(call.answeredAt + TICKET_MS).read(ticket)).toBeNull()
})

test('a ticket tells whether this service or an earlier one has issued it, and stays the same', () => {
  expect(tickets.read(ticket)?.fromEarlier).toBe(false)
  const next = ticketsAt(50, { boot: 'next' })
  const read = next.read(ticket)
  expect(read?.fromEarlier).toBe(true)
  expect(read && next.issue(read.call)).toBe(ticket)
  // Earlier versions named no service.
  const { boot: _, ...unnamed } = content
  expect(tickets.read(sealed(unnamed))?.fromEarlier).toBe(true)
})

test('a clock that was set back makes no ticket of the future: its call was answered now', () => {
  const read = ticketsAt(PLACED_AT, { ahead: EPOCH - 3_600_000 }).read(ticket)
  expect(read?.call.answeredAt).toBe(PLACED_AT)
})

test('the longest names fit', () => {
  const longest = (letter: string, length: number) => letter.repeat(length)
  const device = (letter: string) => ({ userId: longest(letter, 32), deviceId: longest(letter, 64) })
  const names = { callId: longest('c', 64), crossedBy: longest('d', 64), caller: device('a') }
  const name = '\u{1F600}'.repeat(40)
  const meeting = { link: longest('h', 43), names: { caller: name, callee: name } }
  const long = {
    ...call,
    ...names,
    meeting,
    answeredBy: device('b'),
    callee: longest('b', 32),
    answeredAt: PLACED_AT + 0.123,
  }
  const view = viewFor({ ...long, rev: Number.MAX_SAFE_INTEGER }, device('a'), PLACED_AT, tickets.issue)
  expect(CallView.safeParse(view).success).toBe(true)
})
