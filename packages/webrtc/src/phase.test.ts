import { expect, test } from 'vitest'
import { createPhase } from './phase.ts'

test('a phase goes through each one before the next, and tells each part once, in the order they asked', () => {
  const phase = createPhase('withheld')
  const told: string[] = []
  phase.when('active', () => told.push(`active, ${phase.reached('active')}`))
  phase.when('standby', () => told.push(`standby, active ${phase.reached('active')}`))
  phase.when('standby', () => told.push('standby again'))
  phase.advance('active')
  phase.advance('active')
  expect(told).toEqual(['standby, active false', 'standby again', 'active, true'])
})

test('a phase never goes back: an answered call does not withhold again', () => {
  const phase = createPhase('withheld')
  phase.advance('standby')
  phase.advance('withheld')
  expect([phase.reached('withheld'), phase.reached('standby'), phase.reached('active')]).toEqual([true, true, false])
})

test('a part that asks late is told at once, and one that has left is not told', () => {
  const phase = createPhase('standby')
  const told: string[] = []
  phase.when('withheld', () => told.push('withheld'))
  phase.when('standby', () => told.push('standby'))
  const leave = phase.when('active', () => told.push('active'))
  leave()
  phase.advance('active')
  expect(told).toEqual(['withheld', 'standby'])
})

test('a part that leaves while others are told is not told any more', () => {
  const phase = createPhase('standby')
  const told: string[] = []
  phase.when('active', () => leave())
  const leave = phase.when('active', () => told.push('left'))
  phase.advance('active')
  expect(told).toEqual([])
})
