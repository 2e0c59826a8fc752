import { createFakeClock } from '@parley/protocol/testing'
import { expect, test } from 'vitest'
import { createBackOff } from './backOff.ts'

/** A back-off that notes in seconds when it ran. */
function setUp() {
  const clock = createFakeClock(0)
  const ran: number[] = []
  const backOff = createBackOff(clock, () => void ran.push(clock.now() / 1_000))
  return { clock, ran, backOff }
}

test('what is needed without end runs at once, and then ever more seldom', () => {
  const { clock, ran, backOff } = setUp()
  for (let time = 0; time < 1_200; time += 1) {
    backOff.need()
    clock.advance(100)
  }
  expect(ran).toEqual([0, 1, 3, 7, 15, 31, 61, 91])
  backOff.stop()
})

test('what was not needed for a minute runs at once again', () => {
  const { clock, ran, backOff } = setUp()
  backOff.need()
  backOff.need()
  clock.advance(62_000)
  backOff.need()
  expect(ran).toEqual([0, 1, 62])
})

test('after its end nothing runs, and the next need is the first', () => {
  const { clock, ran, backOff } = setUp()
  backOff.need()
  backOff.need()
  backOff.stop()
  expect(clock.pending).toBe(0)
  backOff.need()
  expect(ran).toEqual([0, 0])
})
