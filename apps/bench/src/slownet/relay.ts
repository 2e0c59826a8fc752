import type { Conditions } from './conditions.ts'
import type { LineCounts } from './line.ts'

/** An address of this machine. */
export interface Address {
  ip: string
  port: number
}

/** A slow network in front of a server, on this machine's loopback only. */
export interface Relay {
  /** The port at which the relay listens. */
  readonly port: number
  /** Changes the conditions for all clients from now on. */
  change(conditions: Partial<Conditions>): void
  /** The counts of both directions and all clients, past and present. */
  counts(): LineCounts
  /** Resolves when its sockets are closed. */
  close(): Promise<void>
}

/** The server and the conditions of a relay. */
export interface RelayOptions {
  target: Address
  /** The conditions of each direction. */
  conditions?: Partial<Conditions>
  /** Returns a random number from 0 to 1; by default `Math.random`. */
  random?: () => number
}

/** The only address at which relays listen. */
export const LOOPBACK = '127.0.0.1'

/** Adds counts. */
export const sumOf = (counts: readonly Readonly<LineCounts>[]): LineCounts => ({
  came: counts.reduce((sum, { came }) => sum + came, 0),
  lost: counts.reduce((sum, { lost }) => sum + lost, 0),
})
