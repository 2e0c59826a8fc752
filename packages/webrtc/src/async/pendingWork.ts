/** Keeps track of running tasks, so that a test can wait for them. */
export interface PendingWork {
  /** Starts a task at once. The task must not reject: it handles its own failures. */
  start(task: () => Promise<void>): void
  /** Resolves when no task is running. */
  settled(): Promise<void>
}

/** Creates a tracker without tasks. */
export function createPendingWork(): PendingWork {
  const running = new Set<Promise<void>>()
  return {
    start(task) {
      const run: Promise<void> = task().finally(() => running.delete(run))
      running.add(run)
    },
    async settled() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
