/** Time as a port, so that a test or a simulation can be its owner. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs `fn` once after `ms` milliseconds; returns the teardown. */
  setTimeout(fn: () => void, ms: number): () => void
}
