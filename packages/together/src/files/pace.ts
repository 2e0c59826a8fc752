/**
 * Limits the bytes under way. A data channel fills any queue of the path, and the whole call would wait in it. So the limit
 * follows the delay, as LEDBAT does (RFC 6817): it grows while acknowledgements come soon, and shrinks when they waited.
 */
export interface Pace {
  /** The bytes that may be under way now. */
  window(): number
  /** These bytes, sent at `sentAt`, were acknowledged now. Milliseconds. */
  acknowledged(bytes: number, sentAt: number, now: number): void
  /** A new connection: its path is unknown. */
  restart(): void
}

/** Two chunks, so that one is always on its way. */
export const MIN_WINDOW = 32 * 1024
export const MAX_WINDOW = 1024 * 1024
const FIRST_WINDOW = 64 * 1024
/** The target queueing delay. Milliseconds (RFC 6817 §2.5: at most 100). */
const TARGET_MS = 100
/** The shortest delay counts for this long: the path may change. Milliseconds. */
const MEMORY_MS = 60_000

/** Creates a limit for an unknown path. */
export function createPace(): Pace {
  let window = FIRST_WINDOW
  /** Until the first wait the limit doubles with each round trip, then it grows by a chunk or two. */
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
        // Once a round trip: bytes sent before the last reduction do not show its effect.
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
