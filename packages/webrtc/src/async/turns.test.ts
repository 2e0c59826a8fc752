import { createFakeClock } from '@parley/protocol/testing'
import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

/** Work that takes this long each, on a clock of its own. */
function setUp(ms: number) {
  const clock = createFakeClock()
  const turns = createTurns(clock, 0.5)
  const done: number[] = []
  const add = (n: number) =>
    turns.run(() => {
      done.push(n)
      clock.sleep(ms)
    })
  return { clock, turns, done, add }
}

test('what takes no time is done at once', () => {
  const { clock, done, add } = setUp(0)
  for (let n = 1; n <= 1_000; n += 1) add(n)
  expect([done.length, clock.pending]).toEqual([1_000, 0])
})

test('T35: of a thousand messages at once a page reads for half a frame, then draws, and goes on in their order', () => {
  const { clock, done, add } = setUp(1)
  for (let n = 1; n <= 100; n += 1) add(n)
  const first = done.length
  expect(first).toBeLessThan(70)
  for (let frame = 0; frame < 40; frame += 1) {
    const before = done.length
    clock.advance(17)
    expect(done.length - before).toBeLessThanOrEqual(18)
  }
  expect(done).toEqual(Array.from({ length: 100 }, (_, n) => n + 1))
  expect(clock.pending).toBe(0)
})

test('work that is asked for while other work is done comes after it', () => {
  const clock = createFakeClock()
  const turns = createTurns(clock, 0.5)
  const done: string[] = []
  turns.run(() => {
    turns.run(() => done.push('second'))
    done.push('first')
  })
  expect(done).toEqual(['first', 'second'])
})

test('what waits is forgotten once it is closed', () => {
  const { clock, turns, done, add } = setUp(20)
  for (let n = 1; n <= 5; n += 1) add(n)
  turns.close()
  const before = done.length
  clock.advance(1_000)
  expect([done.length, clock.pending]).toEqual([before, 0])
})
