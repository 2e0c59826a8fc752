/** The port for time, so that a test or a simulation can control it. */
export interface Clock {
  /**
   * Milliseconds, with fractions, since some moment of this page or process: for every duration and deadline. It never
   * steps, and means nothing to anybody else. In some browsers it stands still while the machine sleeps
   * (High Resolution Time §4 asks them to let it run).
   */
  now(): number
  /**
   * Milliseconds since the epoch by this machine's clock: to be shown, and to be kept for a later page or process. It
   * may step at any time, so nothing that this page or process can measure by itself is decided by it.
   */
  wall(): number
  /** Runs `fn` once after `ms` milliseconds of `now()`. Returns a function that cancels it. */
  setTimeout(fn: () => void, ms: number): () => void
}

/** A moment by both clocks of a `Clock`: `at` to measure from, `wall` to show. */
export interface Moment {
  at: number
  wall: number
}
