import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { CHUNK_BYTES, type FileBatch, type FileEnding } from './fileMessages.ts'
import type { FileSource } from './ports.ts'
import { createRate } from './rate.ts'
import { createOrder, type FileTransfer, isOver, type TransferState } from './transfer.ts'

/** The bytes read from the disk at once: whole chunks. */
const BLOCK_BYTES = 64 * CHUNK_BYTES

/** The receiver's state of a file, see `fileWant`. */
export interface Want {
  from: number
  paused: boolean
}

/** A file sent by this side: the bytes sent and acknowledged so far. It does not send. */
export interface OutgoingFile {
  readonly id: string
  readonly batch: FileBatch | null
  state(): TransferState
  /** It is its turn: it is offered now. */
  begin(): void
  /** True if there is something to send now. */
  wants(): boolean
  /** The number of bytes sent and not acknowledged. */
  underWay(): number
  /** The next bytes, at `offset`; null while they are read, after which `loaded` is called. */
  peek(loaded: () => void): { offset: number; bytes: Uint8Array<ArrayBuffer> } | null
  /** The bytes that `peek` returned were sent. */
  left(now: number): void
  /** Takes the receiver's state; returns the bytes it acknowledges, or null. */
  hear(want: Want, place: { session: number; seq: number }, now: number): { bytes: number; sentAt: number } | null
  /** The SHA-256 of the whole file, in hexadecimal, once all of it was sent; null before. */
  digest(): string | null
  /** True if every byte was sent, in this connection or an earlier one. */
  wasSent(): boolean
  /** A new connection: bytes under way are lost, and the receiver says where to continue. */
  restart(): void
  pause(paused: boolean): void
  isPaused(): boolean
  /** Ends the file, if it has not ended. */
  end(ending: FileEnding): boolean
  row(now: number): FileTransfer
}

/** The source of a file, and its name. */
interface OutgoingOptions {
  source: FileSource
  name: string
  /** Milliseconds since the epoch. */
  at: number
  batch: FileBatch | null
  /** Called if it can no longer be read. */
  failed(): void
}

/** Creates a file that waits for its turn. */
export function createOutgoingFile(id: string, { source, name, at, batch, failed }: OutgoingOptions): OutgoingFile {
  const { size } = source
  const hash = sha256.create()
  const rate = createRate()
  const inOrder = createOrder()
  /** The chunks under way, in order, with their times. */
  const marks: { end: number; at: number }[] = []
  let state: TransferState = 'waiting'
  let paused = { me: false, them: false }
  let next = 0
  let acked = 0
  let hashed = 0
  let digest: string | null = null
  let block: { from: number; bytes: Uint8Array<ArrayBuffer> } | null = null
  let reading = false

  async function read(from: number, loaded: () => void): Promise<void> {
    reading = true
    try {
      const to = Math.min(from + BLOCK_BYTES, size)
      const bytes = new Uint8Array(await source.read(from, to))
      if (bytes.length !== to - from) throw new RangeError('The file has changed')
      block = { from, bytes }
    } catch {
      if (!isOver(state)) failed()
    }
    reading = false
    if (!isOver(state)) loaded()
  }

  /** Hashes each byte once, in order, however often it is sent. */
  function note(offset: number, bytes: Uint8Array): void {
    if (offset + bytes.length <= hashed) return
    hash.update(bytes.subarray(hashed - offset))
    hashed = offset + bytes.length
  }

  function peek(loaded: () => void) {
    const at = block ? next - block.from : -1
    if (!block || at < 0 || at >= block.bytes.length) {
      // Void: it never rejects.
      if (!reading) void read(next, loaded)
      return null
    }
    return { offset: next, bytes: block.bytes.subarray(at, at + CHUNK_BYTES) }
  }

  return {
    id,
    batch,
    state: () => state,
    begin() {
      if (state === 'waiting') state = 'offered'
    },
    wants: () => state === 'moving' && !paused.me && !paused.them && next < size,
    underWay: () => (state === 'moving' ? next - acked : 0),
    peek,
    left(now) {
      const chunk = peek(() => undefined)
      if (!chunk) return
      note(chunk.offset, chunk.bytes)
      next += chunk.bytes.length
      marks.push({ end: next, at: now })
    },
    hear({ from, paused: them }, place, now) {
      // Bytes that were never sent cannot be acknowledged.
      if (isOver(state) || state === 'waiting' || from > hashed || !inOrder(place)) return null
      paused = { ...paused, them }
      if (state === 'offered') {
        state = 'moving'
        next = acked = from
        marks.length = 0
        rate.note(from, now)
        return null
      }
      if (from <= acked) return null
      const bytes = from - acked
      // It may acknowledge bytes of an earlier connection.
      next = Math.max(next, from)
      acked = from
      rate.note(acked, now)
      let sentAt = now
      while (marks.length > 0 && (marks[0]?.end ?? 0) <= from) sentAt = marks.shift()?.at ?? now
      return { bytes, sentAt }
    },
    digest() {
      if (state !== 'moving' || next < size) return null
      digest ??= bytesToHex(hash.digest())
      return digest
    },
    wasSent: () => hashed >= size,
    restart() {
      if (!isOver(state) && state !== 'waiting') state = 'offered'
    },
    pause(me) {
      paused = { ...paused, me }
    },
    isPaused: () => paused.me,
    end(ending) {
      if (isOver(state)) return false
      state = ending
      block = null
      return true
    },
    row: (now) => ({
      ...{
        id,
        from: 'me',
        batch: batch?.id ?? null,
        name,
        size,
        at,
        state,
        bytes: state === 'done' ? size : acked,
        savable: false,
      },
      ...{ rate: rate.read(now), pausedByMe: paused.me, pausedByThem: paused.them },
    }),
  }
}
