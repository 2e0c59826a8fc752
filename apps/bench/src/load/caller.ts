/** One call, all of it: how long until it rang, and until it was over. Milliseconds. */
export interface CallTimes {
  ringMs: number
  totalMs: number
}

/** Two who can call each other, one call at a time. */
export interface CallPair {
  call(): Promise<CallTimes>
  close(): Promise<void>
}

/** A server that is measured, and how two meet there. */
export interface Measured {
  name: string
  connectPair(): Promise<CallPair>
}
