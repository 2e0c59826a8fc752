import type { Clock } from '@parley/protocol'
import type { SimClock } from '../simClock.ts'

/** Timers that set timers, so deep, are polls: such a page's own browser runs them once a second where nobody looks at it. */
const POLL_DEPTH = 3
const POLL_MS = 1_000

/** The timers of one page. */
export interface PageTimers extends Clock {
  /** The page is gone: none of them runs any more. */
  close(): void
}

interface Timer {
  run: (() => void) | null
}

/**
 * Like those of a page in the background: polls run together, once a second, which is also most of what makes a long call
 * cheap to simulate.
 *
 * @param ahead by how much the device's clock is ahead of the world's. Milliseconds.
 */
export function createPageTimers(clock: SimClock, ahead: number): PageTimers {
  const polls = new Map<number, Timer[]>()
  let closed = false
  /** How deep what runs now lies, and in which task of the clock that is. */
  let depth = 0
  let task = -1

  function run(timer: Timer, at: number): void {
    const { run } = timer
    if (closed || !run) return
    timer.run = null
    depth = at
    task = clock.ran
    run()
  }

  function poll(timer: Timer, ms: number): void {
    const due = Math.ceil((clock.now() + ms) / POLL_MS) * POLL_MS
    const known = polls.get(due)
    if (known) {
      known.push(timer)
      return
    }
    const timers = [timer]
    polls.set(due, timers)
    clock.setPoll(() => {
      polls.delete(due)
      for (const each of timers) run(each, POLL_DEPTH)
    }, due - clock.now())
  }

  return {
    now: () => clock.now() + ahead,
    setTimeout: (fn, ms) => {
      const timer: Timer = { run: fn }
      const next = task === clock.ran ? depth + 1 : 1
      if (next <= POLL_DEPTH) return clock.setTimeout(() => run(timer, next), ms)
      poll(timer, ms)
      return () => {
        timer.run = null
      }
    },
    close: () => {
      closed = true
    },
  }
}
