import type { FileEnding } from './fileMessages.ts'

/**
 * `waiting` until its turn to be offered, `offered` until it is accepted, `checking` while its end is compared; the
 * others are ends.
 */
export type TransferState = 'waiting' | 'offered' | 'moving' | 'checking' | FileEnding

/** The present state of a file that one side sends the other. */
export interface FileTransfer {
  readonly id: string
  readonly from: 'me' | 'them'
  /** The files that were offered together with it; null if it was offered alone. */
  readonly batch: string | null
  /** Safe to show and save. */
  readonly name: string
  /** In bytes. */
  readonly size: number
  /** The time of the offer by the page's monotonic clock, which orders messages and files. Milliseconds. */
  readonly at: number
  readonly state: TransferState
  /** The bytes the receiver has. */
  readonly bytes: number
  /** Bytes a second; null while it is not known. */
  readonly rate: number | null
  readonly pausedByMe: boolean
  readonly pausedByThem: boolean
  /** True if `save` does something. */
  readonly savable: boolean
}

/** True if the file has ended. */
export const isOver = (state: TransferState): state is FileEnding =>
  state !== 'waiting' && state !== 'offered' && state !== 'moving' && state !== 'checking'

/** Orders the other side's messages about one file, which `bulk` does not: older ones than the newest are dropped. */
export function createOrder(): (message: { session: number; seq: number }) => boolean {
  let last = { session: -1, seq: -1 }
  return ({ session, seq }) => {
    if (session < last.session || (session === last.session && seq < last.seq)) return false
    last = { session, seq }
    return true
  }
}
