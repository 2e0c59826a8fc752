import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../clock.ts'

export interface FakeClock extends Clock {
  /** Lets time pass, running what falls due in order, and lets each finish what it began. */
  advance(ms: number): Promise<void>
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
    advance: async (ms) => {
      const end = now + ms
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        timers = timers.filter((timer) => timer !== next)
        now = Math.max(now, next.at)
        next.fn()
        await setImmediate()
      }
      now = end
      await setImmediate()
    },
    get pending() {
      return timers.length
    },
  }
}
