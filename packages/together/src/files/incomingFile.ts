import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { cleanName } from './cleanName.ts'
import { CHUNK_BYTES, type FileBatch, type FileEnding, type FileOffer } from './fileMessages.ts'
import { MAX_WINDOW } from './pace.ts'
import type { FileSink, OpenSink } from './ports.ts'
import { createRate } from './rate.ts'
import { createOrder, type FileTransfer, isOver, type TransferState } from './transfer.ts'

/** The most bytes that wait for missing ones before them; a sender never has more than a window under way. */
const MAX_EARLY_BYTES = 2 * MAX_WINDOW
const MAX_EARLY = MAX_EARLY_BYTES / CHUNK_BYTES

/** A file from the other side: the bytes received so far. It does not send. */
export interface IncomingFile {
  readonly id: string
  readonly batch: FileBatch | null
  readonly size: number
  state(): TransferState
  /** Takes a repeated offer of the same file. */
  hear(offer: FileOffer, place: { session: number; seq: number }): void
  /** Opens its place at once, and continues if there is one. `ask`: the person may be asked where it is. */
  accept(open: OpenSink, ask: boolean): Promise<void>
  chunk(offset: number, bytes: Uint8Array<ArrayBuffer>): void
  /** The sender has sent the whole file; this is its SHA-256. */
  ended(digest: string): void
  pause(paused: boolean): void
  /** The message about it while it is neither offered nor over. */
  want(): { id: string; from: number; paused: boolean }
  /** Ends the file, if it has not ended, and discards its bytes. */
  end(ending: FileEnding): boolean
  save(): void
  row(now: number): FileTransfer
}

/** The events of a file. */
export interface IncomingEvents {
  now(): number
  /** The time of the offer, or of the first one of its batch. Milliseconds since the epoch. */
  at: number
  /** More bytes are stored, or the file was accepted. */
  kept(): void
  /** It ended by itself: complete or not. */
  over(ending: FileEnding): void
}

/** Creates a file for a new offer. */
export function createIncomingFile(
  offer: FileOffer,
  place: { session: number; seq: number },
  events: IncomingEvents,
): IncomingFile {
  const { id, size, batch = null } = offer
  const name = cleanName(offer.name)
  const { at } = events
  const hash = sha256.create()
  const rate = createRate()
  const inOrder = createOrder()
  const early = new Map<number, Uint8Array<ArrayBuffer>>()
  let queue: Uint8Array<ArrayBuffer>[] = []
  let state: TransferState = 'offered'
  let paused = { me: false, them: offer.paused }
  let sink: FileSink | null = null
  let opening = false
  let writing = false
  let received = 0
  let written = 0
  let digest: string | null = null
  let save: (() => void) | null = null
  inOrder(place)

  /** The sink is not touched while it writes; its rest is discarded after that. */
  function discard(): void {
    const gone = sink
    sink = null
    early.clear()
    queue = []
    // Void: it never rejects.
    if (!writing) void gone?.discard()
    else leftover = gone
  }
  let leftover: FileSink | null = null

  function end(ending: FileEnding): boolean {
    if (isOver(state)) return false
    state = ending
    if (ending !== 'done') discard()
    return true
  }

  function fail(ending: FileEnding): void {
    if (end(ending)) events.over(ending)
  }

  /** Writes one part after the other until none is left. */
  async function write(): Promise<void> {
    if (writing) return
    writing = true
    while (sink && queue.length > 0) {
      const bytes = joined(queue.splice(0))
      hash.update(bytes)
      try {
        await sink.write(bytes)
      } catch {
        fail('noRoom')
        break
      }
      if (isOver(state)) break
      written += bytes.length
      rate.note(written, events.now())
      events.kept()
    }
    await finish()
    writing = false
    void leftover?.discard()
    leftover = null
  }

  async function finish(): Promise<void> {
    if (state !== 'moving' || !sink || written < size || digest === null) return
    state = 'checking'
    if (bytesToHex(hash.digest()) !== digest) {
      fail('damaged')
      return
    }
    try {
      save = await sink.finish()
    } catch {
      fail('noRoom')
      return
    }
    // Cancelled meanwhile: discard it.
    if (!end('done')) return
    events.over('done')
    save?.()
  }

  return {
    ...{ id, batch, size },
    state: () => state,
    hear({ paused: them }, place) {
      if (inOrder(place)) paused = { ...paused, them }
    },
    async accept(open, ask) {
      if (state !== 'offered' || opening) return
      opening = true
      const opened = await open({ name, size, type: offer.type, ask }).catch(() => 'tooLarge' as const)
      opening = false
      if (typeof opened === 'string') {
        if (opened === 'tooLarge') fail('tooLarge')
        return
      }
      if (isOver(state)) {
        await opened.discard()
        return
      }
      sink = opened
      state = 'moving'
      rate.note(0, events.now())
      events.kept()
      await write()
    },
    chunk(offset, bytes) {
      if (state !== 'moving' || offset < received || offset + bytes.length > size) return
      if (offset > written + MAX_EARLY_BYTES || (offset > received && early.size >= MAX_EARLY)) return
      early.set(offset, bytes)
      for (let next = early.get(received); next; next = early.get(received)) {
        early.delete(received)
        queue.push(next)
        received += next.length
      }
      // Void: it never rejects.
      if (queue.length > 0) void write()
    },
    ended(given) {
      if (state !== 'moving') return
      digest ??= given
      void write()
    },
    pause(me) {
      paused = { ...paused, me }
    },
    want: () => ({ id, from: written, paused: paused.me }),
    end,
    save: () => save?.(),
    row: (now) => ({
      ...{
        id,
        from: 'them',
        batch: batch?.id ?? null,
        name,
        size,
        at,
        state,
        bytes: state === 'offered' ? 0 : written,
      },
      ...{ rate: rate.read(now), pausedByMe: paused.me, pausedByThem: paused.them, savable: save !== null },
    }),
  }
}

function joined(parts: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [first] = parts
  if (first && parts.length === 1) return first
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
