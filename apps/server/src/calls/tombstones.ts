/** A memory with an end: forgets what is older than `keepMs`, and the oldest beyond `max`. Has no timer. */
export interface Tombstones<T> {
  set(key: string, value: T): void
  get(key: string): T | undefined
  readonly size: number
}

export function createTombstones<T>(options: { now: () => number; keepMs: number; max: number }): Tombstones<T> {
  const { now, keepMs, max } = options
  // In the order of their age, because a Map keeps insertion order and setting anew re-inserts.
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
    get size() {
      prune()
      return kept.size
    },
  }
}
