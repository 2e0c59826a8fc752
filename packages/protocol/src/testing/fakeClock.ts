import type { Clock } from '../clock.ts'

/** A clock under a test's control. */
export interface FakeClock extends Clock {
  /** Advances the time and runs due timers in order, each at its own time. Runs no promise callbacks in between. */
  advance(ms: number): void
  /** Does the same, and awaits `settle` after each timer. */
  advanceSettling(ms: number, settle: () => Promise<unknown>): Promise<void>
  /**
   * Lets the machine sleep: advances the time without running timers, which are late afterwards. With `stops` the
   * monotonic clock stands still meanwhile, as in some browsers, and timers have as long to go as before.
   */
  sleep(ms: number, options?: { stops?: boolean }): void
  /** Sets the wall clock forward, or back with a negative number. Nothing else moves. */
  step(ms: number): void
  /** How many timers wait. */
  readonly pending: number
}

interface Timer {
  at: number
  fn(): void
}

/** Where the wall clock begins: far from the monotonic one, so that a test notices when the two are mixed up. */
const EPOCH = 1_790_000_000_000

/**
 * Creates a clock that moves only by these methods.
 *
 * @param start of the monotonic clock; the wall clock begins at `wall`
 */
export function createFakeClock(start = 1_000_000, wall = EPOCH): FakeClock {
  let now = start
  /** The wall clock minus the monotonic one. */
  let ahead = wall - start
  const timers = new Set<Timer>()

  /** Runs the next timer due until `end`. Returns false if there is none; then the time is `end`. */
  function step(end: number): boolean {
    let next: Timer | undefined
    // Of those that fall due at the same moment, the one that was set first.
    for (const timer of timers) if (timer.at <= end && (!next || timer.at < next.at)) next = timer
    now = next ? Math.max(now, next.at) : end
    if (!next) return false
    timers.delete(next)
    next.fn()
    return true
  }

  return {
    now: () => now,
    wall: () => now + ahead,
    setTimeout: (fn, ms) => {
      const timer = { at: now + ms, fn }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    advance: (ms) => {
      const end = now + ms
      while (step(end));
    },
    advanceSettling: async (ms, settle) => {
      const end = now + ms
      while (step(end)) await settle()
      await settle()
    },
    sleep: (ms, { stops = false } = {}) => {
      if (stops) ahead += ms
      else now += ms
    },
    step: (ms) => {
      ahead += ms
    },
    get pending() {
      return timers.size
    },
  }
}
