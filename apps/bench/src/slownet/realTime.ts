import type { Clock } from '@parley/protocol'

/** A monotonic clock in milliseconds with fractions, unaffected by changes of the machine's clock. */
export const realTime: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  setTimeout: (fn, ms) => {
    // Node rounds down, so that the timer would fire too early.
    const timer = setTimeout(fn, Math.ceil(ms))
    return () => clearTimeout(timer)
  },
}
