import type { Clock } from '@parley/protocol'

/** Delayed retries, all cancelled by `close()`. */
export interface Later {
  /** Runs the task after `ms` milliseconds. Returns a function that cancels it. */
  run(task: () => void | Promise<void>, ms: number): () => void
  close(): void
}

/** Creates an empty set of retries on this clock. */
export function createLater(clock: Clock): Later {
  const waiting = new Set<() => void>()
  return {
    run: (task, ms) => {
      const cancel = clock.setTimeout(() => {
        waiting.delete(cancel)
        void task()
      }, ms)
      waiting.add(cancel)
      return () => {
        waiting.delete(cancel)
        cancel()
      }
    },
    close: () => {
      for (const cancel of waiting) cancel()
      waiting.clear()
    },
  }
}
