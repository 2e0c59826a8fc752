/** Knows what is under way, so that a test can wait for it. */
export interface Work {
  /** Starts a task at once. It must not reject: whoever writes it knows what each failure means. */
  start(task: () => Promise<void>): void
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>
}

/** Creates an empty account of work. */
export function createWork(): Work {
  const underWay = new Set<Promise<void>>()
  return {
    start(task) {
      const running: Promise<void> = task().finally(() => underWay.delete(running))
      underWay.add(running)
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}
