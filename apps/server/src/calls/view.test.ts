import { expect, test } from 'vitest'
import { ada, ada2, bob, bob2, carol, sampleAnswered, sampleEnded, sampleRinging } from './testing/sampleCalls.ts'
import { viewFor } from './view.ts'

test.each([
  ['the caller sees a ringing call', sampleRinging(), ada, { state: 'ringing' }],
  ['the callee sees a ringing call', sampleRinging(), bob2, { state: 'ringing' }],
  ['the caller sees who answered', sampleAnswered(), ada, { state: 'answered', answeredBy: bob }],
  ['the device that answered sees the call', sampleAnswered(), bob, { state: 'answered' }],
  ['another device of the callee sees an end', sampleAnswered(), bob2, { state: 'ended', reason: 'answeredElsewhere' }],
  ['it still does when the call is over', sampleEnded(), bob2, { state: 'ended', reason: 'answeredElsewhere' }],
  ['a party sees how it ended', sampleEnded(), bob, { state: 'ended', reason: 'hangup' }],
])('%s', (_what, call, device, expected) => {
  const view = viewFor(call, device)
  expect(view).toMatchObject(expected)
  // Strict on the wire: what only the server needs must not be in it.
  for (const secret of ['placedAt', 'answeredAt', 'endedAt', 'crossedBy', 'answer'])
    expect(view).not.toHaveProperty(secret)
})

test.each([
  ['a stranger', carol],
  ['another device of the caller', ada2],
])('%s sees nothing', (_who, device) => {
  for (const call of [sampleRinging(), sampleAnswered(), sampleEnded()]) expect(viewFor(call, device)).toBeNull()
})
