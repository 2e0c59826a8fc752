import { expect, test } from 'vitest'
import { describeFact } from '../testing/describeFact.ts'
import { type Announcement, announce } from './announce.ts'
import type { Call, LiveCall } from './call.ts'
import {
  ada,
  bob,
  bob2,
  PLACED_AT,
  sampleAnswered,
  sampleEnded,
  sampleRinging,
  sampleRingingOnBoth,
  sampleSilenced,
} from './testing/sampleCalls.ts'
import { confirmRinging, decline, expire, forgetDevice, hangUp, ignore, withdraw } from './transitions.ts'

const now = PLACED_AT + 2000
const moment = { at: now, wall: 1_790_000_002_000 }

function inWords({ to, ...fact }: Announcement): string {
  const name = 'device' in to ? to.device.deviceId : to.except ? `${to.user} but ${to.except.deviceId}` : to.user
  return `${name}: ${describeFact(fact)}`
}

const ringing = sampleRinging()
const both = sampleRingingOnBoth()
const ignored = sampleSilenced('ignored')
const blocked = sampleSilenced('blocked')
const rows: [what: string, before: LiveCall | null, after: Call, told: string[]][] = [
  ['a placed call', null, ringing, ['bob: incomingCall from ada']],
  ['a device that rings', ringing, confirmRinging(ringing, bob), ['ada-1: deviceRinging bob-1']],
  ['a device that rings no more', both, forgetDevice(both, bob2, now), []],
  [
    'an answer',
    both,
    sampleAnswered(),
    ['ada-1: callAnswered bob-1 video', 'bob but bob-1: callEnded answeredElsewhere'],
  ],
  ['a decline', both, decline(both, bob, now), ['ada-1: callEnded declined', 'bob: callEnded declined']],
  [
    'a cancelled call',
    both,
    hangUp(both, ada, 'hangup', now),
    ['ada-1: callEnded cancelled', 'bob: callEnded cancelled', 'bob: missedCall from ada'],
  ],
  [
    'a call nobody answered',
    both,
    expire(both, both.expiresAt),
    ['ada-1: callEnded timeout', 'bob: callEnded timeout', 'bob: missedCall from ada'],
  ],
  [
    'a callee who was not there',
    ringing,
    withdraw(ringing, now),
    ['ada-1: callEnded offline', 'bob: callEnded offline'],
  ],
  ['a device on which it shall not ring', both, ignore(both, bob, false), []],
  ['a call that rings nowhere any more', ringing, ignored, ['bob: callEnded cancelled']],
  ['a blocked call', both, ignore(both, bob, true), ['bob: callEnded blocked']],
  ['a call that is blocked after all', ignored, ignore(ignored, bob, true), ['bob: callEnded blocked']],
  [
    'the end of a call nobody wanted to hear',
    ignored,
    expire(ignored, ignored.expiresAt),
    ['ada-1: callEnded timeout', 'bob: missedCall from ada'],
  ],
  ['the end of a blocked call', blocked, expire(blocked, blocked.expiresAt), ['ada-1: callEnded timeout']],
  ['a blocked call that is cancelled', blocked, hangUp(blocked, ada, 'hangup', now), ['ada-1: callEnded cancelled']],
  ['a hang-up', sampleAnswered(), sampleEnded(), ['ada-1: callEnded hangup', 'bob-1: callEnded hangup']],
]

test.each(rows)('%s is told to the devices it concerns', (_what, before, after, told) => {
  expect(announce(before, after, moment, () => 'a ticket').map(inWords)).toEqual(told)
})

test('every fact about a call carries the revision it is true from', () => {
  const [told] = announce(ringing, confirmRinging(ringing, bob), moment, () => 'a ticket')
  expect(told?.payload).toMatchObject({ callId: 'call-1', rev: 2 })
})
