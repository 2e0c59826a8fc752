import type { Signal } from '@parley/protocol'
import { expect, test } from 'vitest'
import type { Role } from '../../mediaPlan.ts'
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

function gateOf(shut: boolean, role: Role) {
  const passed: Signal[] = []
  return { gate: createSignalGate(shut, role, (signal) => passed.push(signal)), passed }
}

test('an open gate keeps nothing', () => {
  const { gate, passed } = gateOf(false, 'initiator')
  gate.take(offer('first'))
  expect(passed).toEqual([offer('first')])
})

test('a shut one keeps the order of what comes, and lets everything through once it is open', async () => {
  const { gate, passed } = gateOf(true, 'initiator')
  gate.take(offer('first'))
  gate.take(candidates(1))
  expect(passed).toEqual([])
  gate.open()
  await gate.opened
  gate.take(candidates(2))
  expect(passed).toEqual([offer('first'), candidates(1), candidates(2)])
})

test('of what a responder is told one description alone comes through a shut gate', () => {
  const { gate, passed } = gateOf(true, 'responder')
  for (const signal of [candidates(1), offer('first'), offer('second')]) gate.take(signal)
  expect(passed).toEqual([offer('first')])
  gate.open()
  expect(passed).toEqual([offer('first'), candidates(1), offer('second')])
})

test('somebody who says much before the answer fills no memory', () => {
  const { gate, passed } = gateOf(true, 'initiator')
  for (let n = 0; n < 1_000; n++) gate.take(candidates(n))
  gate.open()
  expect(passed).toHaveLength(128)
})
