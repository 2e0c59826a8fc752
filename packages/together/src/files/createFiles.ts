import type { Clock } from '@parley/protocol'
import type { Channel } from '@parley/webrtc'
import { parseWith } from '../parseWith.ts'
import { createValue, type Live } from '../value.ts'
import { cleanName } from './cleanName.ts'
import { decodeChunk, encodeChunk, type FileEnding, fileEnd, fileOffer, fileOver, fileWant } from './fileMessages.ts'
import { createIncomingFile, type IncomingFile } from './incomingFile.ts'
import { createNotes } from './notes.ts'
import { createOutgoingFile, type OutgoingFile } from './outgoingFile.ts'
import { createPace } from './pace.ts'
import type { FileSource, OpenSink } from './ports.ts'
import { type FileTransfer, isOver, type TransferState } from './transfer.ts'

/** The files of a call in both directions, in the order of their offers. */
export interface Files extends Live<readonly FileTransfer[]> {
  /** Offers files to the other side; files beyond the limit end as `tooMany`. */
  offer(sources: readonly FileSource[]): void
  /** Accepts an offer. It may ask where to save, so call it in a click handler. */
  accept(id: string): void
  decline(id: string): void
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

/** The most files offered or under way in each direction. */
const MAX_LIVE = 20
/** The most files remembered in each direction. */
const MAX_KEPT = 100
/** The interval of progress updates. Milliseconds. */
const TELL_MS = 250

interface Ended {
  state(): TransferState
}

/** Drops the oldest ended files. */
function prune(files: Map<string, Ended>): void {
  for (const [id, file] of files) {
    if (files.size <= MAX_KEPT) return
    if (isOver(file.state())) files.delete(id)
  }
}

const countLive = (files: Map<string, Ended>) => [...files.values()].filter((file) => !isOver(file.state())).length

/**
 * Files over `bulk`: offered, accepted, sent in chunks, acknowledged, and compared by SHA-256. Each side repeats its state
 * in every new connection, so that a file continues from the bytes its receiver has. It knows no disk.
 */
export function createFiles(bulk: Channel, { clock, randomId, openSink }: FilesOptions): Files {
  const rows = createValue<readonly FileTransfer[]>([])
  const mine = new Map<string, OutgoingFile>()
  const theirs = new Map<string, IncomingFile>()
  const notes = createNotes(bulk)
  const pace = createPace()
  const offers = new Map<string, FileSource>()
  let session: number | null = null
  let turn = 0
  let telling: (() => void) | null = null
  let closed = false

  function tell(): void {
    telling?.()
    telling = null
    if (closed) return
    const now = clock.now()
    const all = [...mine.values(), ...theirs.values()].map((file) => file.row(now))
    rows.set(all.toSorted((one, other) => one.at - other.at))
  }
  /** Batches updates: otherwise each chunk would cause one. */
  function tellSoon(): void {
    telling ??= clock.setTimeout(tell, TELL_MS)
  }

  const sayOver = (id: string, as: FileEnding) => notes.put(`over ${id}`, 'file.over', { id, as })
  const sayWant = (file: IncomingFile) => notes.put(`want ${file.id}`, 'file.want', file.want())
  function sayOffer(file: OutgoingFile): void {
    const source = offers.get(file.id)
    if (!source) return
    const { name, size, type } = source
    const offer = { id: file.id, name: cleanName(name), size, type: type.slice(0, 100), paused: file.isPaused() }
    notes.put(`offer ${file.id}`, 'file.offer', offer)
  }

  /** Ends a file on this side, and tells the other side if it does not know. */
  function over(file: OutgoingFile | IncomingFile, ending: FileEnding, heard = false): void {
    if (!file.end(ending)) return
    if (!heard) sayOver(file.id, ending)
    offers.delete(file.id)
    tell()
    pump()
  }

  /** The next file with something to send, in turn. */
  function nextToSend(): { file: OutgoingFile; chunk: { offset: number; bytes: Uint8Array<ArrayBuffer> } } | null {
    const ready = [...mine.values()].filter((file) => file.wants())
    for (let tried = 0; tried < ready.length; tried += 1) {
      const file = ready[(turn + tried) % ready.length]
      const chunk = file?.peek(pump)
      if (!file || !chunk) continue
      turn = (turn + tried + 1) % ready.length
      return { file, chunk }
    }
    return null
  }

  /** Sends as much as may be under way; continues with each acknowledgement, and when the channel has room. */
  function pump(): void {
    if (closed || !notes.flush()) return
    const sum = () => [...mine.values()].reduce((bytes, file) => bytes + file.underWay(), 0)
    for (let underWay = sum(); underWay < pace.window(); ) {
      const next = nextToSend()
      if (!next) return
      const { file, chunk } = next
      if (!bulk.send('file.chunk', encodeChunk({ id: file.id, ...chunk }))) return
      file.left(clock.now())
      underWay += chunk.bytes.length
      sayEnd(file)
    }
  }

  function sayEnd(file: OutgoingFile): void {
    const digest = file.digest()
    if (digest !== null) notes.put(`end ${file.id}`, 'file.end', { id: file.id, digest })
  }

  /** In a new connection both sides repeat their state: nobody knows which messages of the last one arrived. */
  function connected(): void {
    const { session: present } = bulk.state()
    if (present !== null && present !== session) {
      session = present
      pace.restart()
      for (const file of mine.values()) {
        file.restart()
        sayOffer(file)
      }
      for (const file of theirs.values()) if (file.state() === 'moving') sayWant(file)
      tell()
    }
    pump()
  }

  function offered(offer: Parameters<typeof createIncomingFile>[0], place: { session: number; seq: number }): void {
    // Two files of one id could not be told apart any more.
    if (mine.has(offer.id)) return
    const known = theirs.get(offer.id)
    const state = known?.state()
    if (known && state) {
      known.hear(offer, place)
      if (isOver(state)) sayOver(offer.id, state)
      else if (state === 'moving') sayWant(known)
    } else if (countLive(theirs) >= MAX_LIVE) {
      sayOver(offer.id, 'tooMany')
    } else {
      const file = createIncomingFile(offer, place, {
        now: clock.now,
        kept() {
          sayWant(file)
          tellSoon()
        },
        over(ending) {
          sayOver(offer.id, ending)
          tell()
        },
      })
      theirs.set(offer.id, file)
      prune(theirs)
    }
    tell()
  }

  function wanted(want: { id: string; from: number; paused: boolean }, place: { session: number; seq: number }): void {
    const file = mine.get(want.id)
    if (!file) {
      // It belongs to an earlier page.
      sayOver(want.id, 'stopped')
      return
    }
    const state = file.state()
    if (isOver(state)) {
      // A received file is complete, even if its last word comes late.
      if (state !== 'done') sayOver(want.id, state)
      return
    }
    const now = clock.now()
    const arrived = file.hear(want, place, now)
    if (arrived) pace.acknowledged(arrived.bytes, arrived.sentAt, now)
    if (!arrived || state !== 'moving') sayEnd(file)
    if (file.state() === state && arrived) tellSoon()
    else tell()
    pump()
  }

  function heardOver(id: string, as: FileEnding): void {
    const file = mine.get(id)
    // It cannot have arrived before it was sent.
    if (file && (as !== 'done' || file.wasSent())) over(file, as, true)
    const other = theirs.get(id)
    if (other && as !== 'done') over(other, as, true)
  }

  const stops = [
    bulk.onReady(connected),
    bulk.subscribe('file.offer', parseWith(fileOffer), ({ payload, session, seq }) =>
      offered(payload, { session, seq }),
    ),
    bulk.subscribe('file.want', parseWith(fileWant), ({ payload, session, seq }) => wanted(payload, { session, seq })),
    bulk.subscribe('file.chunk', decodeChunk, ({ payload: { id, offset, bytes } }) =>
      theirs.get(id)?.chunk(offset, bytes),
    ),
    bulk.subscribe('file.end', parseWith(fileEnd), ({ payload }) => theirs.get(payload.id)?.ended(payload.digest)),
    bulk.subscribe('file.over', parseWith(fileOver), ({ payload }) => heardOver(payload.id, payload.as)),
  ]
  connected()

  const find = (id: string) => mine.get(id) ?? theirs.get(id)
  return {
    subscribe: rows.subscribe,
    getSnapshot: rows.getSnapshot,
    offer(sources) {
      for (const source of sources) {
        const id = randomId()
        const name = cleanName(source.name)
        const file = createOutgoingFile(id, source, name, clock.now(), () => over(file, 'unreadable'))
        const full = countLive(mine) >= MAX_LIVE
        mine.set(id, file)
        prune(mine)
        if (full) file.end('tooMany')
        else {
          offers.set(id, source)
          sayOffer(file)
        }
      }
      tell()
    },
    accept(id) {
      // Void: it never rejects, and reports by itself.
      void theirs.get(id)?.accept(openSink).then(tell)
    },
    decline(id) {
      const file = theirs.get(id)
      if (file) over(file, 'declined')
    },
    pause(id, paused) {
      const file = find(id)
      if (!file || isOver(file.state())) return
      file.pause(paused)
      const own = mine.get(id)
      const other = theirs.get(id)
      if (own) sayOffer(own)
      else if (other?.state() === 'moving') sayWant(other)
      tell()
      pump()
    },
    cancel(id) {
      const file = find(id)
      if (file) over(file, 'cancelled')
    },
    save: (id) => theirs.get(id)?.save(),
    close() {
      closed = true
      telling?.()
      for (const stop of stops) stop()
      for (const file of [...mine.values(), ...theirs.values()]) file.end('stopped')
    },
  }
}
