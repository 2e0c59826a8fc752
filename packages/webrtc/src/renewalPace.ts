import type { Clock } from '@parley/protocol'

/** So many renewals at once, as when both pages are reloaded several times; each makes and closes a connection. */
const AT_ONCE = 8
/** After those, one in this time. Milliseconds. */
const INTERVAL_MS = 1_000

/** Keeps the other side from making this one connect anew all the time. */
export interface RenewalPace {
  /** Runs the action now, or as soon as one is due; asked for again meanwhile, it still runs once. */
  ask(): void
  /** Forgets what was asked for. */
  cancel(): void
}

/** @param act looks for itself which renewal is the latest */
export function createRenewalPace(clock: Clock, act: () => void): RenewalPace {
  /** When all of them are free again. */
  let freeAt = Number.NEGATIVE_INFINITY
  let waiting: (() => void) | null = null

  function run(): void {
    waiting = null
    freeAt = Math.max(freeAt, clock.now()) + INTERVAL_MS
    act()
  }
  return {
    ask() {
      if (waiting) return
      const wait = freeAt - (AT_ONCE - 1) * INTERVAL_MS - clock.now()
      if (wait <= 0) run()
      else waiting = clock.setTimeout(run, wait)
    },
    cancel() {
      waiting?.()
      waiting = null
    },
  }
}
