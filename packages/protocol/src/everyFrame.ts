import type { Clock } from './clock.ts'

/** The shortest interval, 60 times a second. Milliseconds. */
export const FRAME_MS = 1000 / 60

/**
 * Runs an action at most once a frame: at once if the frame is free, else in the next. So what another side sends as fast
 * as it can is drawn no oftener than a screen shows it.
 */
export interface EveryFrame {
  ask(): void
  cancel(): void
}

/** Creates it for `act`, which reads the current state itself. */
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
