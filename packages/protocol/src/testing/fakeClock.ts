import type { Clock } from '../clock.ts'

export interface FakeClock extends Clock {
  /** Lets time pass, running what falls due in order, each at its own moment. Runs no promise callbacks in between. */
  advance(ms: number): void
  /** The same, and lets each task finish what it began before the next one. */
  advanceSettling(ms: number, settle: () => Promise<unknown>): Promise<void>
  /** The machine sleeps: time passes, and what falls due meanwhile is late. */
  sleep(ms: number): void
  /** How many timers wait. */
  readonly pending: number
}

/** Time that moves only when told to. */
export function createFakeClock(start = 1_000_000): FakeClock {
  let now = start
  const timers = new Set<{ at: number; fn: () => void }>()

  /** Runs the next task that falls due until `end`; false if there is none, and then it is `end`. */
  function step(end: number): boolean {
    const next = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
    now = next ? Math.max(now, next.at) : end
    if (!next) return false
    timers.delete(next)
    next.fn()
    return true
  }

  return {
    now: () => now,
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
    sleep: (ms) => {
      now += ms
    },
    get pending() {
      return timers.size
    },
  }
}
