import type { PendingWork } from './pendingWork.ts'

/** Runs tasks strictly one after the other. */
export interface SerialQueue {
  run(task: () => Promise<void>): void
  /** Tasks that have not begun are dropped. */
  close(): void
}

/**
 * Creates a queue in which a failing task does not hold up the next one.
 *
 * @param failed called with the error of a task; a task whose queue has been closed meanwhile fails unheard
 */
export function createSerialQueue(pendingWork: PendingWork, failed: (error: unknown) => void): SerialQueue {
  let last: Promise<void> = Promise.resolve()
  let closed = false
  return {
    run(task) {
      last = last
        .then(() => (closed ? undefined : task()))
        .catch((error: unknown) => (closed ? undefined : failed(error)))
      const turn = last
      pendingWork.start(() => turn)
    },
    close() {
      closed = true
    },
  }
}
