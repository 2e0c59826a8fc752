/** The conditions of a network, for each direction. */
export interface Conditions {
  /** The delay of every packet. Milliseconds. */
  delayMs: number
  /** The largest random delay in addition. Milliseconds. */
  jitterMs: number
  /** The share of packets that are lost. 0 to 1. */
  loss: number
  /** The rate; faster data waits in a queue. Null is unlimited. */
  bytesPerSecond: number | null
}

/** A network without delay, loss and limit. */
export const PERFECT: Conditions = { delayMs: 0, jitterMs: 0, loss: 0, bytesPerSecond: null }
