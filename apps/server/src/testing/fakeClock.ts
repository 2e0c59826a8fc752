import { setImmediate } from 'node:timers/promises'
import type { Clock } from '@parley/protocol'
import { createFakeClock as createBareClock } from '@parley/protocol/testing'

/** A clock under a test's control. */
export interface FakeClock extends Clock {
  /** Advances the time by `ms`. Runs due timers in order, and lets the promises of each settle before the next. */
  advance(ms: number): Promise<void>
  /** Sets the wall clock forward, or back with a negative number. Nothing else moves. */
  step(ms: number): void
  /** How many timers wait. */
  readonly pending: number
}

/** Creates a clock that moves only by `advance`, for code that awaits. */
export function createFakeClock(start?: number, wall?: number): FakeClock {
  const clock = createBareClock(start, wall)
  return {
    now: clock.now,
    wall: clock.wall,
    step: clock.step,
    setTimeout: clock.setTimeout,
    advance: (ms) => clock.advanceSettling(ms, () => setImmediate()),
    get pending() {
      return clock.pending
    },
  }
}
