import type { Signal } from '@parley/protocol'
import { expect, test } from 'vitest'
import type { Role } from '../../mediaPlan.ts'
import { createPhase, type Phase } from '../../phase.ts'
import { createSignalGate } from './signalGate.ts'

const seal = { identity: { root: 'root', certificates: [], revocations: null }, signature: 'signature' }
const offer = (negotiation: string): Signal => ({
  ...{ type: 'description', attempt: 0, negotiation, seal },
  description: { type: 'offer', sdp: 'v=0' },
})
const candidates = (count: number): Signal => ({
  type: 'candidates',
  attempt: count,
  candidates: [],
})

function gateOf(initial: Phase, role: Role) {
  const passed: Signal[] = []
  const phase = createPhase(initial)
  return { phase, take: createSignalGate(phase, role, (signal) => passed.push(signal)), passed }
}

test('on standby no signal is kept', () => {
  const { take, passed } = gateOf('standby', 'initiator')
  take(offer('first'))
  expect(passed).toEqual([offer('first')])
})

test('signals that come while withheld pass on standby, in their order', () => {
  const { phase, take, passed } = gateOf('withheld', 'initiator')
  take(offer('first'))
  take(candidates(1))
  expect(passed).toEqual([])
  phase.advance('standby')
  take(candidates(2))
  expect(passed).toEqual([offer('first'), candidates(1), candidates(2)])
})

test('a withheld responder gets the first description, and everything else on standby', () => {
  const { phase, take, passed } = gateOf('withheld', 'responder')
  for (const signal of [candidates(1), offer('first'), offer('second')]) take(signal)
  expect(passed).toEqual([offer('first')])
  phase.advance('active')
  expect(passed).toEqual([offer('first'), candidates(1), offer('second')])
})

test('a caller who sends much before the answer fills no memory', () => {
  const { phase, take, passed } = gateOf('withheld', 'initiator')
  for (let n = 0; n < 1_000; n++) take(candidates(n))
  phase.advance('active')
  expect(passed).toHaveLength(128)
})
