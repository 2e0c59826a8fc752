import type { Clock } from '@parley/protocol'
import type { Teardown } from '../../ports.ts'

/** How long a connection has to recover before ICE is restarted, and the least time between two restarts. Milliseconds. */
const RESTART_AFTER_MS = 2_000

/** The time between restarts doubles up to this. Milliseconds. */
const MAX_RESTART_AFTER_MS = 8_000

/** Decides when a connection that is not well is restarted, and when again. */
export interface RestartPacer {
  /** Restarts at once, unless the last restart was a moment ago: the other side needs time to answer. */
  now(): void
  /** Restarts in some seconds, if no restart is due already. */
  soon(): void
  /** The connection is well: no restart is due any more, and the next one has the shortest delay again. */
  calm(): void
}

export interface RestartPacerOptions {
  clock: Clock
  /** When the last restart was, by the clock; negative infinity if there was none. Milliseconds. */
  lastAt: number
  /** True if the restart that is due now is the only one that is needed. */
  isWell(): boolean
  restart(): void
}

/** Creates a pacer with no restart due. From the first restart on it restarts again and again, until `calm`. */
export function createRestartPacer({ clock, lastAt, isWell, restart }: RestartPacerOptions): RestartPacer {
  let restartedAt = lastAt
  let wait = RESTART_AFTER_MS
  let cancel: Teardown | null = null

  function schedule(ms: number): void {
    cancel?.()
    cancel = clock.setTimeout(run, ms)
  }

  function calm(): void {
    cancel?.()
    cancel = null
    wait = RESTART_AFTER_MS
  }

  function run(): void {
    restartedAt = clock.now()
    if (isWell()) calm()
    else {
      schedule(wait)
      wait = Math.min(wait * 2, MAX_RESTART_AFTER_MS)
    }
    restart()
  }

  return {
    now() {
      const rest = restartedAt + RESTART_AFTER_MS - clock.now()
      if (rest <= 0) run()
      else schedule(rest)
    },
    soon() {
      if (!cancel) schedule(wait)
    },
    calm,
  }
}
