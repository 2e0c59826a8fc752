import type { Clock } from '@parley/protocol'

/** At most 60 times a second. Milliseconds. */
export const FRAME_MS = 1000 / 60

/** Does something at most once a frame: at once if it may, else when it may again. */
export interface EveryFrame {
  ask(): void
  cancel(): void
}

/** Creates it for `act`, which is asked for and not given anything: it does what is right by then. */
export function createEveryFrame(clock: Clock, act: () => void): EveryFrame {
  let last = Number.NEGATIVE_INFINITY
  let waiting: (() => void) | null = null

  function now(): void {
    waiting = null
    last = clock.now()
    act()
  }
  return {
    ask() {
      if (waiting) return
      const wait = last + FRAME_MS - clock.now()
      if (wait <= 0) now()
      else waiting = clock.setTimeout(now, wait)
    },
    cancel() {
      waiting?.()
      waiting = null
    },
  }
}
