import type { Clock } from '@parley/protocol'
import type { Teardown } from '../../ports.ts'

const TICK_MS = 2_000

/** A tick that is late by so much means that the machine was suspended; a busy page or one in the background is late by a second. Milliseconds. */
const LATE_MS = 5_000

/** Calls `resumed` after the machine was suspended. The browser has no event for that, but timers come late. */
export function monitorSuspend(clock: Clock, resumed: () => void): Teardown {
  let cancel: Teardown = () => {}
  function tick(): void {
    const due = clock.now() + TICK_MS
    cancel = clock.setTimeout(() => {
      const late = clock.now() - due
      tick()
      if (late >= LATE_MS) resumed()
    }, TICK_MS)
  }
  tick()
  return () => cancel()
}
