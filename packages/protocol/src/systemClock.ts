import type { Clock } from './clock.ts'

// Browsers and Node have these; this package is compiled for neither.
declare const performance: { now(): number }
declare function setTimeout(fn: () => void, ms: number): unknown
declare function clearTimeout(timer: unknown): void

/** The clocks and timers of this machine. Nothing else in the product reads them: a lint rule forbids it. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  setTimeout: (fn, ms) => {
    const timer = setTimeout(fn, ms)
    return () => clearTimeout(timer)
  },
}
