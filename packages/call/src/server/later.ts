import type { Clock } from '@parley/protocol'

/** What is done again in a moment. */
export interface Later {
  /** Does it after `ms` milliseconds. Returns what keeps it from being done. */
  run(task: () => Promise<void>, ms: number): () => void
  /** Nothing that waits is done any more. */
  close(): void
}

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
    },
  }
}
