/**
 * How many bytes may be under way. A data channel fills whatever queue the path has, and everything else of the call would stand in it:
 * so it goes by delay, as LEDBAT does (RFC 6817): more while what is acknowledged comes back soon, less when it has had to wait.
 */
export interface Pace {
  /** How many bytes may be under way now. */
  window(): number
  /** So many bytes were acknowledged now that left at `sentAt`. Milliseconds. */
  acknowledged(bytes: number, sentAt: number, now: number): void
  /** Another connection: nothing is known of its path. */
  restart(): void
}

/** Two chunks, so that one is always on its way. */
export const MIN_WINDOW = 32 * 1024
export const MAX_WINDOW = 1024 * 1024
const FIRST_WINDOW = 64 * 1024
/** How long what leaves now may wait behind what left before. Milliseconds (RFC 6817 §2.5: at most 100). */
const TARGET_MS = 100
/** For how long the shortest delay counts: the path may change. Milliseconds. */
const MEMORY_MS = 60_000

/** Creates a pace that knows nothing of its path. */
export function createPace(): Pace {
  let window = FIRST_WINDOW
  /** Until the first wait it doubles with each round trip, then it grows by a chunk or two. */
  let probing = true
  let least = { ms: Number.POSITIVE_INFINITY, at: 0 }
  let eased = Number.NEGATIVE_INFINITY

  return {
    window: () => window,
    acknowledged(bytes, sentAt, now) {
      const delay = now - sentAt
      if (delay <= least.ms || now - least.at > MEMORY_MS) least = { ms: delay, at: now }
      const waited = delay - least.ms
      if (waited <= TARGET_MS) {
        const room = 1 - waited / TARGET_MS
        const gain = probing ? bytes : (MIN_WINDOW * bytes * room) / window
        window = Math.min(window + gain, MAX_WINDOW)
      } else if (sentAt > eased) {
        // Once for each round trip: what left before the last time says nothing of what came of it.
        probing = false
        eased = now
        window = Math.max((window * TARGET_MS) / waited, window / 2, MIN_WINDOW)
      }
    },
    restart() {
      window = FIRST_WINDOW
      probing = true
      least = { ms: Number.POSITIVE_INFINITY, at: 0 }
      eased = Number.NEGATIVE_INFINITY
    },
  }
}
