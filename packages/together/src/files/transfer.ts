import type { FileEnding } from './fileMessages.ts'

/** `offered` until it is accepted, `checking` while the last of it is compared; the rest is how it ended. */
export type TransferState = 'offered' | 'moving' | 'checking' | FileEnding

/** A file that one side sends the other, as it is now. */
export interface FileTransfer {
  readonly id: string
  readonly from: 'me' | 'them'
  /** Fit to be shown and saved. */
  readonly name: string
  /** In bytes. */
  readonly size: number
  /** When it was offered, by this device's clock, in milliseconds since the epoch. */
  readonly at: number
  readonly state: TransferState
  /** How much of it the receiver keeps, in bytes. */
  readonly bytes: number
  /** Bytes a second; null while it is not known. */
  readonly rate: number | null
  readonly pausedByMe: boolean
  readonly pausedByThem: boolean
  /** Whether `save` does something. */
  readonly savable: boolean
}

/** Whether nothing more becomes of it. */
export const isOver = (state: TransferState): state is FileEnding =>
  state !== 'offered' && state !== 'moving' && state !== 'checking'

/** Orders what the other side says of one file: `bulk` does not, and what is older than what was heard counts no more. */
export function createOrder(): (message: { session: number; seq: number }) => boolean {
  let last = { session: -1, seq: -1 }
  return ({ session, seq }) => {
    if (session < last.session || (session === last.session && seq < last.seq)) return false
    last = { session, seq }
    return true
  }
}
