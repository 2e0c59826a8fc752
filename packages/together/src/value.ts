import type { Teardown } from '@parley/webrtc'

/** A changing value, for `useSyncExternalStore` and the like; both functions work detached. */
export interface Live<T> {
  /** Calls the listener after every change. Returns the teardown. */
  subscribe(listener: () => void): Teardown
  /** The same reference until something changed. */
  getSnapshot(): T
}

/** A value with its setter. */
export interface Value<T> extends Live<T> {
  set(next: T): void
}

/** Creates a value without listeners. */
export function createValue<T>(initial: T): Value<T> {
  const listeners = new Set<() => void>()
  let value = initial
  return {
    subscribe(listener) {
      // A function of its own, so that the same listener may subscribe twice.
      const tell = () => listener()
      listeners.add(tell)
      return () => void listeners.delete(tell)
    },
    getSnapshot: () => value,
    set(next) {
      if (next === value) return
      value = next
      for (const listener of [...listeners]) listener()
    },
  }
}
