import type { Clock } from '@parley/protocol'
import type { Teardown } from '../../ports.ts'

const TICK_MS = 2_000

/** A tick that is late by so much means that the machine was suspended; a busy page or one in the background is late by a second. Milliseconds. */
const LATE_MS = 5_000

/**
 * Calls `resumed` after the machine was suspended. The browser has no event for that, but timers come late: by the
 * monotonic clock, or only by the wall clock where the monotonic one stands still meanwhile (High Resolution Time §4
 * leaves room for both). A wall clock that is set forward looks the same, and costs one restart of ICE.
 */
export function monitorSuspend(clock: Clock, resumed: () => void): Teardown {
  let cancel: Teardown = () => {}
  function tick(): void {
    const set = { now: clock.now(), wall: clock.wall() }
    cancel = clock.setTimeout(() => {
      const late = Math.max(clock.now() - set.now, clock.wall() - set.wall) - TICK_MS
      tick()
      if (late >= LATE_MS) resumed()
    }, TICK_MS)
  }
  tick()
  return () => cancel()
}
