import type { Clock } from '@parley/protocol'
import type { Teardown } from '../../ports.ts'

const BEAT_MS = 2_000

/** A beat that is late by so much was slept through; a busy page or one in the background is late by a second. Milliseconds. */
const LATE_MS = 5_000

/** Tells when this machine has woken from sleep, of which a page hears nothing: its timers come late. */
export function watchSleep(clock: Clock, woke: () => void): Teardown {
  let cancel: Teardown = () => {}
  function beat(): void {
    const due = clock.now() + BEAT_MS
    cancel = clock.setTimeout(() => {
      const late = clock.now() - due
      beat()
      if (late >= LATE_MS) woke()
    }, BEAT_MS)
  }
  beat()
  return () => cancel()
}
