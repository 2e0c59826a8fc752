import type { Clock } from '../clock.ts'

export interface FakeClock extends Clock {
  /** Lets time pass, running what falls due in order. */
  advance(ms: number): void
  /** How many timers wait. */
  readonly pending: number
}

/** Time that moves only when told to. */
export function createFakeClock(start = 1_000_000): FakeClock {
  let now = start
  let timers: { at: number; fn: () => void }[] = []
  return {
    now: () => now,
    setTimeout: (fn, ms) => {
      const timer = { at: now + ms, fn }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    advance: (ms) => {
      const end = now + ms
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        timers = timers.filter((timer) => timer !== next)
        now = Math.max(now, next.at)
        next.fn()
      }
      now = end
    },
    get pending() {
      return timers.length
    },
  }
}
