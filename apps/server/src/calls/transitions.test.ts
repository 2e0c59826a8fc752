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
  sampleSilenced,
} from './testing/sampleCalls.ts'
import {
  abandon,
  answer,
  confirmRinging,
  decline,
  expire,
  forgetDevice,
  hangUp,
  ignore,
  silenceIfIgnored,
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
  'ada finds the connection insecure': (call) => hangUp(call, ada, 'insecure', now),
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
      'ada finds the connection insecure': 'cancelled',
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
      'ada finds the connection insecure': 'insecure',
      'ada knows of no call': 'lost',
      'bob knows of no call': 'lost',
    },
  },
  {
    name: 'a silenced call',
    call: sampleSilenced('ignored'),
    legal: {
      'ada hangs up': 'cancelled',
      'ada could not connect': 'cancelled',
      'ada finds the connection insecure': 'cancelled',
      'ada knows of no call': 'cancelled',
      'the deadline passes': 'timeout',
      'ada does not come back': 'cancelled',
      'bob was not there': 'offline',
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

describe('ignoring', () => {
  const ringing = sampleRinging()
  const both = sampleRingingOnBoth()
  const ignored = sampleSilenced('ignored')
  const blocked = sampleSilenced('blocked')

  test.each([
    ['one device of the callee', ringing, bob, false, { silenced: null, ignoredBy: [bob] }],
    ['a device that rings', both, bob, false, { silenced: null, ignoredBy: [bob], ringing: [bob, bob2] }],
    ['all devices of the callee', both, bob, true, { silenced: 'blocked', ringing: [bob, bob2] }],
    ['all devices, after the last has ignored it', ignored, bob2, true, { silenced: 'blocked' }],
  ])('%s', (_what, call, device, everywhere, expected) => {
    const after = ignore(call, device, everywhere)
    expect(after).toMatchObject({ ...expected, state: 'ringing' })
    // The caller would notice a changed `rev` or deadline in its view.
    expect(after).toMatchObject({ rev: call.rev, expiresAt: call.expiresAt })
  })

  test.each([
    ['a device that has done so already', ignore(ringing, bob, false), bob, false],
    ['another device when it rings nowhere already', ignored, bob2, false],
    ['a device of a callee who has blocked it', blocked, bob2, false],
    ['another device that blocks it too', blocked, bob2, true],
    ['the caller', ringing, ada, true],
    ['a stranger', ringing, carol, true],
    ['a device of an answered call', sampleAnswered(), bob2, true],
    ['a device of a call that is over', sampleEnded(), bob2, true],
  ])('changes nothing by %s', (_what, call, device, everywhere) => {
    expect(ignore(call, device, everywhere)).toBe(call)
  })

  test.each([
    ['the only device', ignore(ringing, bob, false), ['bob-1'], 'ignored'],
    ['one of two devices', ignore(ringing, bob, false), ['bob-1', 'bob-2'], null],
    ['both devices', ignore(ignore(both, bob, false), bob2, false), ['bob-1', 'bob-2'], 'ignored'],
    ['the device that is there, while one that rang may come back', ignore(both, bob, false), ['bob-1'], null],
    ['a device that has gone, as the only one', ignore(ringing, bob, false), [], null],
    ['nobody', ringing, ['bob-1'], null],
  ] as const)('ignored by %s', (_what, call, online, silenced) => {
    expect(silenceIfIgnored(call, online)).toMatchObject({ silenced, rev: call.rev })
  })

  test.each([
    ['a blocked call', blocked],
    ['an answered call', sampleAnswered()],
    ['an ended call', sampleEnded()],
  ])('holds %s no more', (_what, call) => {
    expect(silenceIfIgnored(call, ['bob-1'])).toBe(call)
  })

  test('a silenced call is answered by one that crosses it', () => {
    expect(answer(blocked, bob, now, { callId: 'call-2', media: 'voice' })).toMatchObject({
      state: 'answered',
      media: 'voice',
      crossedBy: 'call-2',
      rev: blocked.rev + 1,
    })
  })

  test('an ended call remembers how it was for the callee', () => {
    expect(hangUp(blocked, ada, 'hangup', now)).toMatchObject({ reason: 'cancelled', silenced: 'blocked' })
    expect(sampleEnded()).toMatchObject({ silenced: null })
  })

  test('the identity of the caller is not kept longer than it rings', () => {
    for (const call of [sampleAnswered(), sampleEnded()]) expect(call).not.toHaveProperty('identity')
  })
})
