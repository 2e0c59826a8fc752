import { describe, expect, it, test } from 'vitest'
import type { Call } from './call.ts'
import {
  ada,
  ada2,
  bob,
  bob2,
  carol,
  PLACED_AT,
  sampleAnswered,
  sampleEnded,
  sampleRinging,
  sampleRingingOnBoth,
} from './testing/sampleCalls.ts'
import {
  abandon,
  answer,
  confirmRinging,
  decline,
  expire,
  forgetDevice,
  hangUp,
  type Transition,
  withdraw,
} from './transitions.ts'

const now = PLACED_AT + 2000
const late = PLACED_AT + 45_000

const steps: Record<string, Transition> = {
  'bob confirms ringing': (call) => confirmRinging(call, bob),
  'ada confirms ringing': (call) => confirmRinging(call, ada),
  'bob answers': (call) => answer(call, bob, now),
  'bob answers too late': (call) => answer(call, bob, late),
  'bob answers elsewhere': (call) => answer(call, bob2, now),
  'ada answers herself': (call) => answer(call, ada, now),
  'carol answers': (call) => answer(call, carol, now),
  'bob declines': (call) => decline(call, bob, now),
  'bob declines elsewhere': (call) => decline(call, bob2, now),
  'ada declines': (call) => decline(call, ada, now),
  'ada hangs up': (call) => hangUp(call, ada, 'hangup', now),
  'ada hangs up elsewhere': (call) => hangUp(call, ada2, 'hangup', now),
  'bob hangs up': (call) => hangUp(call, bob, 'hangup', now),
  'bob hangs up elsewhere': (call) => hangUp(call, bob2, 'hangup', now),
  'bob loses the media': (call) => hangUp(call, bob, 'lost', now),
  'ada could not connect': (call) => hangUp(call, ada, 'failed', now),
  'carol hangs up': (call) => hangUp(call, carol, 'hangup', now),
  'ada knows of no call': (call) => abandon(call, ada, now),
  'bob knows of no call': (call) => abandon(call, bob, now),
  'the deadline passes': (call) => expire(call, late),
  'the timer is early': (call) => expire(call, late - 1),
  'ada does not come back': (call) => forgetDevice(call, ada, now),
  'bob does not come back': (call) => forgetDevice(call, bob, now),
  'bob was not there': (call) => withdraw(call, now),
}

const asText = (call: Call) => (call.state === 'ended' ? call.reason : call.state)

describe.each([
  {
    name: 'a ringing call',
    call: sampleRinging(),
    legal: {
      'bob confirms ringing': 'ringing',
      'bob answers': 'answered',
      'bob answers too late': 'timeout',
      'bob answers elsewhere': 'answered',
      'bob declines': 'declined',
      'bob declines elsewhere': 'declined',
      'ada hangs up': 'cancelled',
      'ada could not connect': 'cancelled',
      'ada knows of no call': 'cancelled',
      'the deadline passes': 'timeout',
      'ada does not come back': 'cancelled',
      'bob was not there': 'offline',
    },
  },
  {
    name: 'an answered call',
    call: sampleAnswered(),
    legal: {
      'ada hangs up': 'hangup',
      'bob hangs up': 'hangup',
      'bob loses the media': 'lost',
      'ada could not connect': 'failed',
      'ada knows of no call': 'lost',
      'bob knows of no call': 'lost',
    },
  },
  { name: 'an ended call', call: sampleEnded(), legal: {} },
] as const)('$name', ({ call, legal }) => {
  const outcomes = new Map<string, string>(Object.entries(legal))
  it.each(Object.entries(steps))('when %s', (name, step) => {
    const after = step(call)
    const expected = outcomes.get(name)
    if (expected === undefined) expect(after).toBe(call)
    else {
      expect(asText(after)).toBe(expected)
      expect(after.rev).toBe(call.rev + 1)
    }
  })
})

test('a device that confirms ringing twice rings once', () => {
  const once = confirmRinging(sampleRinging(), bob)
  expect(confirmRinging(once, bob)).toBe(once)
})

test('a device of the callee that does not come back only stops ringing', () => {
  expect(forgetDevice(sampleRingingOnBoth(), bob, now)).toMatchObject({ state: 'ringing', ringing: [bob2] })
})

test.each([
  ['video', 'video', 'video'],
  ['video', 'voice', 'voice'],
  ['voice', 'video', 'voice'],
  ['voice', 'voice', 'voice'],
] as const)('two who dial each other for %s and %s get %s', (first, second, media) => {
  const call = answer(sampleRinging({ media: first }), bob, now, { callId: 'call-2', media: second })
  expect(call).toMatchObject({ state: 'answered', media, crossedBy: 'call-2' })
})

test('an ended call remembers who answered it and since when', () => {
  expect(sampleEnded()).toMatchObject({ answer: { by: bob, at: PLACED_AT + 1000 }, endedAt: PLACED_AT + 5000 })
})
