import { type Clock, FRAME_MS } from '@parley/protocol'

/** Does work in its order, and in each frame only so much of it that the page goes on. */
export interface Turns {
  /** Does it now if nothing waits and this frame has time left, else later. */
  run(work: () => void): void
  /** Forgets what waits. */
  close(): void
}

/**
 * Creates turns in which nothing waits.
 *
 * @param share of each frame that the work may take, from 0 to 1; the rest is for drawing, and for what a person presses
 */
export function createTurns(clock: Clock, share: number): Turns {
  const turnMs = FRAME_MS * share
  const waiting: (() => void)[] = []
  let frameAt = Number.NEGATIVE_INFINITY
  let spent = 0
  let cancel: (() => void) | null = null
  let busy = false

  /** Does what waits while there is time. More that arrives drives it on as well, where timers are slow. */
  function go(): void {
    const now = clock.now()
    if (now - frameAt >= FRAME_MS) {
      frameAt = now
      spent = 0
    }
    let done = 0
    busy = true
    try {
      while (done < waiting.length && spent < turnMs) {
        const begun = clock.now()
        done += 1
        waiting[done - 1]?.()
        spent += clock.now() - begun
      }
    } finally {
      busy = false
      waiting.splice(0, done)
    }
    if (waiting.length > 0)
      cancel ??= clock.setTimeout(() => {
        cancel = null
        go()
      }, FRAME_MS)
  }

  return {
    run(work) {
      waiting.push(work)
      if (!busy) go()
    },
    close() {
      cancel?.()
      cancel = null
      waiting.length = 0
    },
  }
}
