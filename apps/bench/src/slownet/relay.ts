import type { Conditions } from './conditions.ts'
import type { LineCounts } from './line.ts'

/** An address of this machine. */
export interface Address {
  ip: string
  port: number
}

/** Stands in front of something, as the slow way to it. On the loopback of this machine only. */
export interface Relay {
  /** Where it is to be reached. */
  readonly port: number
  /** From now on, for whoever goes through it. */
  change(conditions: Partial<Conditions>): void
  /** Both directions, of all who went through. */
  counts(): LineCounts
  /** Resolves when its sockets are closed. */
  close(): Promise<void>
}

export interface RelayOptions {
  target: Address
  /** Of each direction. */
  conditions?: Partial<Conditions>
  /** From 0 to 1; by itself the machine's. */
  random?: () => number
}

/** The only address that anything listens on. */
export const LOOPBACK = '127.0.0.1'

export const sumOf = (counts: readonly Readonly<LineCounts>[]): LineCounts => ({
  came: counts.reduce((sum, { came }) => sum + came, 0),
  lost: counts.reduce((sum, { lost }) => sum + lost, 0),
})
