import { setImmediate } from 'node:timers/promises'
import type { Clock } from '@parley/protocol'
import { createFakeClock as createBareClock } from '@parley/protocol/testing'

export interface FakeClock extends Clock {
  /** Lets time pass, running what falls due in order, and lets each finish what it began. */
  advance(ms: number): Promise<void>
  /** How many timers wait. */
  readonly pending: number
}

/** Time that moves only when told to, for code that awaits. */
export function createFakeClock(start?: number): FakeClock {
  const clock = createBareClock(start)
  return {
    now: clock.now,
    setTimeout: clock.setTimeout,
    advance: (ms) => clock.advanceSettling(ms, () => setImmediate()),
    get pending() {
      return clock.pending
    },
  }
}
