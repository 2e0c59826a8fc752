import type { Clock } from '@parley/protocol'

/** The time of this process, in fractions of a millisecond, since it began; no change of the machine's clock is seen. */
export const realTime: Clock = {
  now: () => performance.now(),
  setTimeout: (fn, ms) => {
    // Node rounds down, and would have to be asked again.
    const timer = setTimeout(fn, Math.ceil(ms))
    return () => clearTimeout(timer)
  },
}
