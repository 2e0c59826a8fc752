/** A lock that keeps the screen on, until it is released or the system takes it back (Screen Wake Lock §4). */
export interface HeldLock {
  readonly released: boolean
  release(): Promise<void>
}

/** The part of the browser that keeps the screen on. */
export interface WakePort {
  /** Rejects where the system does not want to, as with a low battery, and where the browser cannot. */
  request(): Promise<HeldLock>
  isVisible(): boolean
  /** Calls the listener when the page is visible again: the system takes the lock from a hidden page. */
  onVisible(listener: () => void): () => void
}

/** Keeps the screen on while that is wanted. */
export interface WakeLock {
  want(wanted: boolean): void
  close(): void
}

/** Creates a lock that is not wanted yet. A refusal of the system is tried again when the page is next seen. */
export function createWakeLock(port: WakePort): WakeLock {
  let wanted = false
  let held: HeldLock | null = null

  const holds = () => held !== null && !held.released
  // Rejects only if it is released already.
  const free = (lock: HeldLock | null) => void lock?.release().catch(() => undefined)

  async function take(): Promise<void> {
    if (!wanted || !port.isVisible() || holds()) return
    // A call works with a screen that goes dark; the next time the page is seen it is tried again.
    const lock = await port.request().catch(() => null)
    // The call may be over, or another request may have been faster.
    if (!lock || lock.released) return
    if (wanted && !holds()) held = lock
    else free(lock)
  }
  const stopWatching = port.onVisible(() => void take())

  function want(next: boolean): void {
    if (next === wanted) return
    wanted = next
    if (next) void take()
    else {
      free(held)
      held = null
    }
  }

  return {
    want,
    close() {
      want(false)
      stopWatching()
    },
  }
}
