import type { Clock } from '@parley/protocol'

/** The distance after the first run; each run doubles it, up to `MOST_MS`. Milliseconds. */
const FIRST_MS = 1_000
const MOST_MS = 30_000
/** After so long without a run the distances begin anew. Milliseconds. */
const CALM_MS = 60_000

/** Runs something at once when it is needed, and at growing distances when it is needed again and again. */
export interface BackOff {
  /** Runs it now or as soon as it may run again. Further needs until then change nothing. */
  need(): void
  /** Cancels a run that waits, and forgets the earlier ones. */
  stop(): void
}

/**
 * Creates a back-off without earlier runs.
 *
 * @param run called at once at the first need, and at most once in each distance after that
 */
export function createBackOff(clock: Clock, run: () => void): BackOff {
  let ranAt = Number.NEGATIVE_INFINITY
  let distance = 0
  let cancel: (() => void) | null = null

  function begin(): void {
    cancel = null
    ranAt = clock.now()
    distance = distance === 0 ? FIRST_MS : Math.min(distance * 2, MOST_MS)
    run()
  }

  return {
    need() {
      if (cancel) return
      const passed = clock.now() - ranAt
      if (passed > CALM_MS) distance = 0
      if (passed >= distance) begin()
      else cancel = clock.setTimeout(begin, distance - passed)
    },
    stop() {
      cancel?.()
      cancel = null
      ranAt = Number.NEGATIVE_INFINITY
      distance = 0
    },
  }
}
