import { expect, it } from 'vitest'
import { createSimClock, type SimClock } from '../simClock.ts'
import { createPageTimers, type PageTimers } from './timers.ts'

/** The timers of a page that begins at 0, on a machine whose clocks are right. */
const pageTimers = (clock: SimClock) =>
  createPageTimers(clock, { rate: 1, begin: () => clock.now, wall: clock.now, wallAgo: () => 0, step: () => {} })

/** Sets a timer in each timer, and notes when each runs. */
function chain({ now, wall, setTimeout }: PageTimers, ms: number, ran: number[]): void {
  setTimeout(() => {
    ran.push(now())
    chain({ now, wall, setTimeout, close: () => {} }, ms, ran)
  }, ms)
}

it('a timer that is set again and again becomes a poll, which runs once a second with others', () => {
  const clock = createSimClock(0)
  const timers = pageTimers(clock)
  const [fast, slow]: number[][] = [[], []]
  chain(timers, 100, fast ?? [])
  chain(timers, 700, slow ?? [])
  while (clock.step(5_000));
  expect(fast).toEqual([100, 200, 300, 1_000, 2_000, 3_000, 4_000, 5_000])
  expect(slow).toEqual([700, 1_400, 2_100, 3_000, 4_000, 5_000])
})

it('a timer that is set outside of any timer is no poll', () => {
  const clock = createSimClock(0)
  const timers = pageTimers(clock)
  const ran: number[] = []
  const again = () => {
    ran.push(timers.now())
    clock.setTimeout(() => timers.setTimeout(again, 0), 150)
  }
  again()
  while (clock.step(900));
  expect(ran).toEqual([0, 150, 300, 450, 600, 750, 900])
})

it('a press right after a poll sets timers that are no polls', () => {
  const clock = createSimClock(0)
  const timers = pageTimers(clock)
  chain(timers, 100, [])
  while (clock.step(1_000));
  clock.begin()
  const ran: number[] = []
  timers.setTimeout(() => ran.push(timers.now()), 200)
  while (clock.step(1_500));
  expect(ran).toEqual([1_200])
})

it('nothing of a page runs once it is gone', () => {
  const clock = createSimClock(0)
  const timers = pageTimers(clock)
  const ran: number[] = []
  chain(timers, 500, ran)
  while (clock.step(1_200));
  timers.close()
  while (clock.step(9_000));
  expect(ran).toEqual([500, 1_000])
})

it('only polls are left when nothing more can follow', () => {
  const clock = createSimClock(0)
  const timers = pageTimers(clock)
  chain(timers, 100, [])
  expect(clock.pending).toBe(1)
  while (clock.step(5_000));
  expect(clock.pending).toBe(0)
})
