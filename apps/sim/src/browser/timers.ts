import type { Clock } from '@parley/protocol'
import type { Machine } from '../machine.ts'
import type { SimClock } from '../simClock.ts'

/**
 * Timers nested deeper than this are polls. A browser throttles them to one run a second in a tab that nobody looks at.
 */
const POLL_DEPTH = 3
const POLL_MS = 1_000

/** The timers of one page. */
export interface PageTimers extends Clock {
  /** Stops all timers, because the page is gone. */
  close(): void
}

interface Timer {
  run: (() => void) | null
}

/**
 * Creates the timers of a page, which run as in a background tab: polls run together, once a second. That is most of
 * why a long call is cheap to simulate.
 *
 * @param machine whose clocks the page reads; its timers take as much longer as its clocks are slow
 */
export function createPageTimers(clock: SimClock, machine: Machine): PageTimers {
  const now = machine.begin()
  const polls = new Map<number, Timer[]>()
  let closed = false
  /** The nesting depth of the running timer, and the task of the clock that it runs in. */
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
    now,
    wall: machine.wall,
    setTimeout: (fn, own) => {
      const ms = own / machine.rate
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
