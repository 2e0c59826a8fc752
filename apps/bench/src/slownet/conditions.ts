/** What a network does to whatever goes over it, in each direction. */
export interface Conditions {
  /** How long everything takes. Milliseconds. */
  delayMs: number
  /** How much longer it takes at most; how much of that is chance. Milliseconds. */
  jitterMs: number
  /** Which part of the packets is lost. 0 to 1. */
  loss: number
  /** How much goes through; what comes faster waits for its turn. Null is as much as there is. */
  bytesPerSecond: number | null
}

/** A network that does nothing to anybody. */
export const PERFECT: Conditions = { delayMs: 0, jitterMs: 0, loss: 0, bytesPerSecond: null }
