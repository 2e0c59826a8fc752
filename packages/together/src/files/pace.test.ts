import { expect, test } from 'vitest'
import { createPace, MAX_WINDOW, MIN_WINDOW, type Pace } from './pace.ts'

const CHUNK = 15 * 1024

/** Sends as much as the pace allows over a path of so many bytes a millisecond; returns the longest wait at its end. */
function drive(pace: Pace, { bytesPerMs, delayMs, ms }: { bytesPerMs: number; delayMs: number; ms: number }): number {
  const flight: { sentAt: number; arrivesAt: number }[] = []
  let free = 0
  let wait = 0
  for (let now = 0; now < ms; now += 1) {
    for (let head = flight[0]; head && head.arrivesAt <= now; head = flight[0]) {
      flight.shift()
      pace.acknowledged(CHUNK, head.sentAt, now)
    }
    while (flight.length * CHUNK < pace.window()) {
      free = Math.max(free, now) + CHUNK / bytesPerMs
      if (now > ms * 0.75) wait = Math.max(wait, free - now)
      flight.push({ sentAt: now, arrivesAt: free + delayMs })
    }
  }
  return wait
}

test('a fast path is filled soon', () => {
  const pace = createPace()
  drive(pace, { bytesPerMs: 50_000, delayMs: 30, ms: 1_000 })
  expect(pace.window()).toBe(MAX_WINDOW)
})

test.each([2_000, 500, 250])('on a path of %i bytes a millisecond nothing waits long behind a file', (bytesPerMs) => {
  const pace = createPace()
  expect(drive(pace, { bytesPerMs, delayMs: 30, ms: 20_000 })).toBeLessThan(300)
})

test('on a very slow path two chunks stay under way', () => {
  const pace = createPace()
  drive(pace, { bytesPerMs: 40, delayMs: 30, ms: 30_000 })
  expect(pace.window()).toBe(MIN_WINDOW)
})

test('a new connection begins anew', () => {
  const pace = createPace()
  const before = pace.window()
  drive(pace, { bytesPerMs: 50_000, delayMs: 30, ms: 1_000 })
  pace.restart()
  expect(pace.window()).toBe(before)
})

test('parts that waited together in one queue slow a file once, not once each', () => {
  const pace = createPace()
  pace.acknowledged(CHUNK, 0, 30)
  for (let sent = 0; sent < 40; sent += 1) pace.acknowledged(CHUNK, 100 + sent, 130 + sent)
  const before = pace.window()
  expect(before).toBeGreaterThan(8 * MIN_WINDOW)
  // All of these left before anybody could know of the queue they stood in.
  for (let part = 0; part < 6; part += 1) pace.acknowledged(CHUNK, 200 + part, 480 + part)
  expect(pace.window()).toBeGreaterThanOrEqual(before / 2)
})
