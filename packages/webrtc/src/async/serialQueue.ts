import type { PendingWork } from './pendingWork.ts'

/** Runs tasks strictly one after the other. */
export interface SerialQueue {
  run(task: () => Promise<void>): void
  /** Tasks that have not begun are dropped. */
  close(): void
}

/** Creates a queue in which a failing task does not hold up the next one. */
export function createSerialQueue(pendingWork: PendingWork): SerialQueue {
  let last: Promise<void> = Promise.resolve()
  let closed = false
  return {
    run(task) {
      last = last
        .then(() => (closed ? undefined : task()))
        // A description that the browser cannot apply leaves the connection as it was. The deadline for media ends the
        // call if that is not enough.
        .catch(() => undefined)
      const turn = last
      pendingWork.start(() => turn)
    },
    close() {
      closed = true
    },
  }
}
