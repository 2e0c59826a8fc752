/** The port for time, so that a test or a simulation can control it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs `fn` once after `ms` milliseconds. Returns a function that cancels it. */
  setTimeout(fn: () => void, ms: number): () => void
}
