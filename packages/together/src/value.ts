import type { Teardown } from '@parley/webrtc'

/** A value that changes, for `useSyncExternalStore` and the like; both functions may be passed on alone. */
export interface Live<T> {
  /** Tells of every change. Returns what ends it. */
  subscribe(listener: () => void): Teardown
  /** The same reference until something changed. */
  getSnapshot(): T
}

/** A value that its owner changes. */
export interface Value<T> extends Live<T> {
  set(next: T): void
}

/** Creates a value nobody listens to yet. */
export function createValue<T>(initial: T): Value<T> {
  const listeners = new Set<() => void>()
  let value = initial
  return {
    subscribe(listener) {
      // A function of its own, so that the same listener may be given twice.
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
