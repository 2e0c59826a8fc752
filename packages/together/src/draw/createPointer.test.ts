import { createFakeClock } from '@parley/protocol/testing'
import { expect, test } from 'vitest'
import { createFakeLine } from '../testing/fakeLine.ts'
import { randomFrom } from '../testing/randomFrom.ts'
import { createPointer } from './createPointer.ts'

function createPair(loss = 0) {
  const clock = createFakeClock()
  const line = createFakeLine('inputs', clock, randomFrom(3), { loss })
  return { clock, line, ada: createPointer(line.ada, clock), bob: createPointer(line.bob, clock) }
}

test('where one points is seen by the other, on the same screen, and goes when it leaves', () => {
  const { clock, ada, bob } = createPair()
  ada.move({ on: 'theirs', x: 0.25, y: 1.5 })
  clock.advance(100)
  expect(bob.getSnapshot()).toEqual({ on: 'mine', x: 0.25, y: 1 })
  expect(ada.getSnapshot()).toBeNull()
  ada.move(null)
  clock.advance(100)
  expect(bob.getSnapshot()).toBeNull()
})

test('it is told at most 60 times a second, ends where it ended, and fades two seconds later', () => {
  const { clock, line, ada, bob } = createPair(0.4)
  for (let step = 0; step <= 1_000; step += 1) {
    ada.move({ on: 'theirs', x: step / 1_000, y: 0 })
    clock.advance(1)
  }
  expect(line.ada.sent.length).toBeLessThanOrEqual(61)
  clock.advance(500)
  expect(bob.getSnapshot()?.x).toBe(1)
  clock.advance(2_000)
  expect([bob.getSnapshot(), clock.pending]).toEqual([null, 0])
})

test('a message that does not fit is not shown', () => {
  const { line, ada } = createPair()
  for (const bad of ['x', {}, { on: 'mine', x: -1, y: 0 }, { on: 'mine', x: 0.5, y: 0 }, { on: 'all', x: 1, y: 1 }]) {
    line.ada.deliver('point', bad)
  }
  expect(ada.getSnapshot()).toBeNull()
})

test('T35: of a thousand places at once the first and the last are shown', () => {
  const { clock, line, ada } = createPair()
  const shown: (number | undefined)[] = []
  ada.subscribe(() => void shown.push(ada.getSnapshot()?.x))
  for (let x = 1; x <= 1_000; x += 1) line.bob.send('point', { on: 'mine', x, y: 0 })
  clock.advance(60)
  expect(shown.length).toBeLessThanOrEqual(4)
  expect(shown.at(-1)).toBe(0.1)
})
