/** The times of a whole call: until it rang, and until it was over. Milliseconds. */
export interface CallTimes {
  ringMs: number
  totalMs: number
}

/** Two users who can call each other, one call at a time. */
export interface CallPair {
  call(): Promise<CallTimes>
  close(): Promise<void>
}

/** A measured server, and how a pair connects to it. */
export interface Measured {
  name: string
  connectPair(): Promise<CallPair>
}
