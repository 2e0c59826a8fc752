import { type Clock, createEveryFrame } from '@parley/protocol'
import type { Channel } from '@parley/webrtc'
import { CHUNK_ALLOWANCE, FILE_ALLOWANCE } from '../allowances.ts'
import { parseWith } from '../parseWith.ts'
import { createValue, type Live } from '../value.ts'
import { type Batch, createBatches } from './batches.ts'
import { decodeChunk, type FileEnding, fileEnd, fileOffer, fileOver, fileWant } from './fileMessages.ts'
import type { IncomingFile } from './incomingFile.ts'
import { createNotes } from './notes.ts'
import type { OutgoingFile } from './outgoingFile.ts'
import type { FileSource, OpenSink } from './ports.ts'
import { createReceiving } from './receiving.ts'
import { createSending } from './sending.ts'
import { type FileTransfer, isOver } from './transfer.ts'

/** The files of a call in both directions, in the order of their offers. */
export interface Files extends Live<readonly FileTransfer[]> {
  /** The files that were offered together, in the order of their offers. */
  readonly batches: Live<readonly Batch[]>
  /**
   * Offers files to the other side, in their order and as one batch. Some are offered at once, the others when these
   * have ended. Returns how many were taken: the first ones, as many as may wait.
   */
  offer(sources: readonly FileSource[]): number
  /** Accepts an offer. It may ask where to save, so call it in a click handler. */
  accept(id: string): void
  decline(id: string): void
  /** Accepts a whole batch, also what of it is offered later, up to the files and bytes it was said to have. */
  acceptAll(batch: string): void
  /** Declines what nobody has accepted of a batch, also later. */
  declineAll(batch: string): void
  /** Cancels all that is left of a batch. */
  cancelAll(batch: string): void
  pause(id: string, paused: boolean): void
  cancel(id: string): void
  /** Saves a received file again. */
  save(id: string): void
  /** Ends and forgets everything. */
  close(): void
}

export interface FilesOptions {
  clock: Clock
  /** 16 of `0-9 a-f`, never twice the same. */
  randomId(): string
  openSink: OpenSink
}

/** The interval of progress updates. Milliseconds. */
const TELL_MS = 250

/**
 * Files over `bulk`: offered, accepted, sent in chunks, acknowledged, and compared by SHA-256. Each side repeats its state
 * in every new connection, so that a file continues from the bytes its receiver has. It knows no disk.
 */
export function createFiles(bulk: Channel, { clock, randomId, openSink }: FilesOptions): Files {
  const rows = createValue<readonly FileTransfer[]>([])
  const groups = createValue<readonly Batch[]>([])
  const notes = createNotes(bulk)
  const batches = createBatches()
  let session: number | null = null
  let telling: (() => void) | null = null
  let closed = false

  /** True while a message of the other side is taken. */
  let hearing = false

  function show(): void {
    frame.cancel()
    telling?.()
    telling = null
    if (closed) return
    const now = clock.now()
    const all = [...sending.files.values(), ...receiving.files.values()]
    const shown = all.map((file) => ({ n: file.batch?.n ?? 0, row: file.row(now) }))
    const sorted = shown.toSorted(inOfferedOrder).map(({ row }) => row)
    groups.set(batches.view(sorted))
    rows.set(sorted)
  }
  const frame = createEveryFrame(clock, show)

  /** What this person does is shown at once; what the other side sends, once a frame, however much it is. */
  function tell(): void {
    if (hearing) frame.ask()
    else show()
  }

  /** Listens to a message of the other side. */
  const hear =
    <T>(take: (message: T) => void) =>
    (message: T) => {
      hearing = true
      try {
        take(message)
      } finally {
        hearing = false
      }
    }
  /** Batches updates: otherwise each chunk would cause one. */
  function tellSoon(): void {
    telling ??= clock.setTimeout(tell, TELL_MS)
  }

  const shared = { notes, batches, clock, tell, tellSoon }
  const sending = createSending({ ...shared, bulk, randomId })
  const receiving = createReceiving({ ...shared, openSink, isMine: (id) => sending.files.has(id) })
  const pump = () => {
    if (!closed) sending.pump()
  }

  /** In a new connection both sides repeat their state: nobody knows which messages of the last one arrived. */
  function connected(): void {
    const { session: present } = bulk.state()
    if (present !== null && present !== session) {
      session = present
      sending.restart()
      receiving.restart()
      tell()
    }
    pump()
  }

  function over(id: string, ending: FileEnding, heard = false): void {
    const mine = sending.files.get(id)
    if (mine) sending.over([mine], ending, heard)
    const theirs = receiving.files.get(id)
    if (theirs) receiving.over(theirs, ending, heard)
  }

  function heardOver(id: string, as: FileEnding): void {
    // It cannot have arrived before it was sent, and who sends it cannot say that it has.
    if (as === 'done' && sending.files.get(id)?.wasSent() !== true) return
    over(id, as, true)
  }

  /** The files of a batch that have not ended. */
  const openOf = <T extends OutgoingFile | IncomingFile>(files: ReadonlyMap<string, T>, batch: string): T[] =>
    [...files.values()].filter((file) => file.batch?.id === batch && !isOver(file.state()))

  function declineAll(batch: string): void {
    batches.answer(batch, 'decline')
    for (const file of openOf(receiving.files, batch)) {
      if (file.state() === 'offered') receiving.over(file, 'declined')
    }
    tell()
  }

  const stops = [
    bulk.onReady(connected),
    bulk.subscribe(
      'file.offer',
      parseWith(fileOffer),
      hear(({ payload, session, seq }) => receiving.offered(payload, { session, seq })),
      FILE_ALLOWANCE,
    ),
    bulk.subscribe(
      'file.want',
      parseWith(fileWant),
      hear(({ payload, session, seq }) => sending.wanted(payload, { session, seq })),
      CHUNK_ALLOWANCE,
    ),
    bulk.subscribe(
      'file.chunk',
      decodeChunk,
      hear(({ payload: { id, offset, bytes } }) => receiving.files.get(id)?.chunk(offset, bytes)),
      CHUNK_ALLOWANCE,
    ),
    bulk.subscribe(
      'file.end',
      parseWith(fileEnd),
      hear(({ payload }) => receiving.files.get(payload.id)?.ended(payload.digest)),
      FILE_ALLOWANCE,
    ),
    bulk.subscribe(
      'file.over',
      parseWith(fileOver),
      hear(({ payload }) => heardOver(payload.id, payload.as)),
      FILE_ALLOWANCE,
    ),
  ]
  connected()

  return {
    subscribe: rows.subscribe,
    getSnapshot: rows.getSnapshot,
    batches: groups,
    offer: sending.offer,
    accept(id) {
      const file = receiving.files.get(id)
      if (file) receiving.accept(file, true)
    },
    decline(id) {
      const file = receiving.files.get(id)
      if (file) receiving.over(file, 'declined')
    },
    acceptAll(batch) {
      batches.answer(batch, 'accept')
      for (const file of openOf(receiving.files, batch)) {
        if (file.state() === 'offered' && batches.answerTo(batch, file.size) === 'accept') receiving.accept(file, false)
      }
      tell()
    },
    declineAll,
    cancelAll(batch) {
      declineAll(batch)
      sending.over(openOf(sending.files, batch), 'cancelled')
      for (const file of openOf(receiving.files, batch)) receiving.over(file, 'cancelled')
    },
    pause(id, paused) {
      const own = sending.files.get(id)
      const other = receiving.files.get(id)
      const file = own ?? other
      if (!file || isOver(file.state())) return
      file.pause(paused)
      if (own) sending.say(own)
      else if (other?.state() === 'moving') receiving.say(other)
      tell()
      pump()
    },
    cancel: (id) => over(id, 'cancelled'),
    save: (id) => receiving.files.get(id)?.save(),
    close() {
      closed = true
      telling?.()
      frame.cancel()
      for (const stop of stops) stop()
      for (const file of [...sending.files.values(), ...receiving.files.values()]) file.end('stopped')
    },
  }
}

interface Shown {
  /** The file's number in its batch. */
  n: number
  row: FileTransfer
}

/** The order of offers. Files of a batch arrive in any order, and are shown in that of their sender. */
function inOfferedOrder(one: Shown, other: Shown): number {
  const [batch, otherBatch] = [one.row.batch ?? '', other.row.batch ?? '']
  if (one.row.at !== other.row.at) return one.row.at - other.row.at
  return batch === otherBatch ? one.n - other.n : batch < otherBatch ? -1 : 1
}
