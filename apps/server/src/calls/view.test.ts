import { expect, test } from 'vitest'
import {
  ada,
  ada2,
  bob,
  bob2,
  carol,
  identity,
  PLACED_AT,
  sampleAnswered,
  sampleEnded,
  sampleMet,
  sampleRinging,
  sampleSilenced,
  sampleWaiter,
} from './testing/sampleCalls.ts'
import { hangUp } from './transitions.ts'
import { invitationTo, viewFor } from './view.ts'

test.each([
  ['the caller sees a ringing call', sampleRinging(), ada, { state: 'ringing' }],
  ['the callee sees a ringing call', sampleRinging(), bob2, { state: 'ringing' }],
  ['the caller sees who answered', sampleAnswered(), ada, { state: 'answered', answeredBy: bob }],
  ['the device that answered sees the call', sampleAnswered(), bob, { state: 'answered' }],
  ['another device of the callee sees an end', sampleAnswered(), bob2, { state: 'ended', reason: 'answeredElsewhere' }],
  ['it still does when the call is over', sampleEnded(), bob2, { state: 'ended', reason: 'answeredElsewhere' }],
  [
    'the callee sees the end of a call that rings nowhere any more',
    sampleSilenced('ignored'),
    bob,
    { reason: 'cancelled' },
  ],
  ['the callee sees a blocked call as blocked', sampleSilenced('blocked'), bob2, { state: 'ended', reason: 'blocked' }],
  [
    'the callee sees a blocked call as blocked when it is over',
    hangUp(sampleSilenced('blocked'), ada, 'hangup', PLACED_AT),
    bob2,
    { state: 'ended', reason: 'blocked' },
  ],
  ['a party sees how it ended', sampleEnded(), bob, { state: 'ended', reason: 'hangup' }],
])('%s', (_what, call, device, expected) => {
  const view = viewFor(call, device, PLACED_AT)
  expect(view).toMatchObject(expected)
  // The contract's schema is strict: the server's own fields must not be in the view.
  for (const secret of [
    'placedAt',
    'answeredAt',
    'endedAt',
    'crossedBy',
    'answer',
    'identity',
    'ignoredBy',
    'silenced',
    'meeting',
  ])
    expect(view).not.toHaveProperty(secret)
})

test('the two devices of an answered call see the ticket, and no other does', () => {
  const views = [ada, bob, bob2].map((device) => viewFor(sampleAnswered(), device, PLACED_AT, () => 'a ticket'))
  expect(views.map((view) => view && 'ticket' in view && view.ticket)).toEqual(['a ticket', 'a ticket', false])
})

test.each(['ignored', 'blocked'] as const)('a caller sees a call that is %s as one that rings', (silenced) => {
  expect(viewFor(sampleSilenced(silenced), ada, PLACED_AT)).toEqual(viewFor(sampleRinging(), ada, PLACED_AT))
  const [ended, endedSilenced] = [sampleRinging(), sampleSilenced(silenced)].map((call) =>
    hangUp(call, ada, 'hangup', PLACED_AT),
  )
  if (!ended || !endedSilenced) throw new Error('nothing ended')
  expect(viewFor(endedSilenced, ada, PLACED_AT)).toEqual(viewFor(ended, ada, PLACED_AT))
})

test('each of two who have met sees the name the other gave, if any, and not the link', () => {
  const named = [sampleWaiter(), sampleWaiter({ callId: 'call-2', device: bob, name: 'Robert' })] as const
  const call = sampleMet({ pair: named })
  expect(viewFor(call, ada, PLACED_AT)).toMatchObject({ state: 'answered', name: 'Robert' })
  expect(viewFor(call, bob, PLACED_AT)).not.toHaveProperty('name')
  expect(JSON.stringify(viewFor(call, ada, PLACED_AT))).not.toContain('hash of a link')
})

test('an invitation says who the caller is, and nothing that only the server needs', () => {
  const keys = ['callId', 'kind', 'media', 'rev', 'caller', 'identity', 'ringsForMs']
  expect(Object.keys(invitationTo(sampleRinging(), PLACED_AT))).toEqual(keys)
  expect(invitationTo(sampleRinging(), PLACED_AT).identity).toBe(identity)
})

test('how much longer a call rings is told in whole milliseconds, never less than nothing and never too short', () => {
  const left = (now: number) => [
    invitationTo(sampleRinging(), now).ringsForMs,
    Object(viewFor(sampleRinging(), ada, now)).ringsForMs,
  ]
  expect(left(PLACED_AT + 0.4)).toEqual([45_000, 45_000])
  expect(left(PLACED_AT + 44_000.5)).toEqual([1_000, 1_000])
  // Its timer is late.
  expect(left(PLACED_AT + 45_000.5)).toEqual([0, 0])
})

test.each([
  ['a stranger', carol],
  ['another device of the caller', ada2],
])('%s sees nothing', (_who, device) => {
  for (const call of [sampleRinging(), sampleAnswered(), sampleEnded()])
    expect(viewFor(call, device, PLACED_AT)).toBeNull()
})
