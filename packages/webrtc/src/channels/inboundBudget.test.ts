import { createFakeClock } from '@parley/protocol/testing'
import { expect, test } from 'vitest'
import { CHANNEL_OPTIONS } from './channelOptions.ts'
import { ALL_KINDS, createInboundBudget } from './inboundBudget.ts'

const few = { messages: 2, messagesPerSecond: 10, bytes: 1_000, bytesPerSecond: 500 }

test('an allowance is so many at once, and comes back at its rate, in messages and in bytes', () => {
  const clock = createFakeClock()
  const budget = createInboundBudget(clock)
  const admit = (bytes: number) => budget.admit('a', bytes, few)
  expect([admit(1), admit(1), admit(1)]).toEqual(['taken', 'taken', 'over'])
  clock.advance(100)
  expect([admit(1), admit(1)]).toEqual(['taken', 'over'])
  clock.advance(60_000)
  // Never more at once, however long nothing came.
  expect([admit(600), admit(600), admit(400), admit(1)]).toEqual(['taken', 'over', 'taken', 'over'])
})

test('one kind takes nothing from another', () => {
  const budget = createInboundBudget(createFakeClock())
  for (let n = 0; n < 100; n += 1) budget.admit('a', 1, few)
  expect(budget.admit('b', 1, few)).toBe('taken')
})

test('all kinds together have an end, also of what is dropped', () => {
  const clock = createFakeClock()
  const budget = createInboundBudget(clock)
  for (let n = 0; n < ALL_KINDS.messages; n += 1) expect(budget.admit('a', 1, few)).not.toBe('flood')
  expect(budget.admit('a', 1, few)).toBe('flood')
  clock.advance(1)
  expect(budget.admit('a', 1, few)).toBe('over')
})

test('one message larger than everything is a flood', () => {
  expect(createInboundBudget(createFakeClock()).admit('a', ALL_KINDS.bytes + 1, few)).toBe('flood')
})

test.each([
  ['drawing and pointing on a screen of 120 Hz', ['draw', 'point'], 120, 700],
  ['a game at 60 inputs a second, each with all that was not acknowledged yet', ['puck'], 60, 330],
])('%s is never dropped, for an hour', (_what, types, perSecond, bytes) => {
  const clock = createFakeClock()
  const budget = createInboundBudget(clock)
  for (let frame = 0; frame < 3_600 * perSecond; frame += 1) {
    for (const type of types) {
      if (budget.admit(type, bytes, CHANNEL_OPTIONS.inputs.allowance) !== 'taken') expect.fail(`frame ${frame}`)
    }
    clock.advance(1_000 / perSecond)
  }
})

test('of a screen that draws while this page stands still for two seconds nothing is lost afterwards', () => {
  const budget = createInboundBudget(createFakeClock())
  for (let frame = 0; frame < 240; frame += 1)
    expect(budget.admit('draw', 700, CHANNEL_OPTIONS.inputs.allowance)).toBe('taken')
})
