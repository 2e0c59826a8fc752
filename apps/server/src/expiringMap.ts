/** A map that forgets entries older than `keepMs` milliseconds, and the oldest beyond `max`. It has no timer. */
export interface ExpiringMap<T> {
  set(key: string, value: T): void
  get(key: string): T | undefined
  size(): number
}

/** Creates an empty map; `now` is a monotonic clock, in milliseconds. */
export function createExpiringMap<T>(options: { now: () => number; keepMs: number; max: number }): ExpiringMap<T> {
  const { now, keepMs, max } = options
  // Ordered by age: a Map keeps insertion order, and `set` deletes an entry before it inserts it again.
  const kept = new Map<string, { value: T; at: number }>()

  function prune(): void {
    for (const [key, { at }] of kept) {
      if (kept.size <= max && now() - at < keepMs) return
      kept.delete(key)
    }
  }

  return {
    set: (key, value) => {
      kept.delete(key)
      kept.set(key, { value, at: now() })
      prune()
    },
    get: (key) => {
      prune()
      return kept.get(key)?.value
    },
    size: () => {
      prune()
      return kept.size
    },
  }
}
