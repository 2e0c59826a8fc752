import type { Identity } from '@parley/protocol'
import { type AnsweredCall, type EndedCall, isCaller, type RingingCall, type Silenced } from '../call.ts'
import {
  answer,
  confirmRinging,
  hangUp,
  ignore,
  meet,
  type Placement,
  place,
  silenceIfIgnored,
  type Waiter,
} from '../transitions.ts'

/** The devices of sample calls. */
export const ada = { userId: 'ada', deviceId: 'ada-1' }
export const ada2 = { userId: 'ada', deviceId: 'ada-2' }
export const bob = { userId: 'bob', deviceId: 'bob-1' }
export const bob2 = { userId: 'bob', deviceId: 'bob-2' }
export const carol = { userId: 'carol', deviceId: 'carol-1' }
export const dave = { userId: 'dave', deviceId: 'dave-1' }

/** The identity of the callers of sample calls; no test verifies it. */
export const identity: Identity = { root: `BA${'A'.repeat(85)}`, certificates: [], revocations: null }

/** When sample calls are placed, in milliseconds; they ring for 45 s. */
export const PLACED_AT = 1_000_000

/** Ada's video call to Bob, with the test's changes. */
export function sampleRinging(changes: Partial<Placement> = {}): RingingCall {
  const call = { callId: 'call-1', kind: 'direct', media: 'video', caller: ada, identity, callee: 'bob' } as const
  return place({ ...call, at: PLACED_AT, ringMs: 45_000, ...changes })
}

/** A waiter; by default Ada with the ID `call-1`. */
export const sampleWaiter = (changes: Partial<Waiter> = {}): Waiter => ({
  ...{ callId: 'call-1', device: ada, media: 'video', name: null },
  ...changes,
})

/** The call of two waiters at a call link; by default Ada's `call-1` and Bob's `call-2`. */
export const sampleMet = (changes: { link?: string | null; pair?: readonly [Waiter, Waiter] } = {}): AnsweredCall =>
  meet(
    { kind: 'link', link: changes.link === undefined ? 'hash of a link' : changes.link, at: PLACED_AT },
    changes.pair ?? [sampleWaiter(), sampleWaiter({ callId: 'call-2', device: bob })],
  )

/** The same call, ringing on both of Bob's devices. */
export function sampleRingingOnBoth(): RingingCall {
  const call = confirmRinging(confirmRinging(sampleRinging(), bob), bob2)
  if (call.state !== 'ringing') throw new Error('the sample does not ring')
  return call
}

/** The same call, silenced because Bob's first device ignored or blocked it. */
export function sampleSilenced(silenced: Silenced, call: RingingCall = sampleRinging()): RingingCall {
  const after = silenceIfIgnored(ignore(call, bob, silenced === 'blocked'), [bob.deviceId])
  if (after.state !== 'ringing' || after.silenced !== silenced) throw new Error('the sample is not silenced')
  return after
}

/** The same call, answered on Bob's first device. */
export function sampleAnswered(): AnsweredCall {
  const call = answer(sampleRinging(), bob, PLACED_AT + 1000)
  if (call.state !== 'answered') throw new Error('the sample is not answered')
  return call
}

/** The same call, hung up by Ada after Bob's answer. */
export function sampleEnded(): EndedCall {
  const call = hangUp(sampleAnswered(), ada, 'hangup', PLACED_AT + 5000)
  if (call.state !== 'ended' || !isCaller(call, ada)) throw new Error('the sample has not ended')
  return call
}
