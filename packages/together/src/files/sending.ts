import type { Clock } from '@parley/protocol'
import type { Channel } from '@parley/webrtc'
import type { Batches } from './batches.ts'
import { cleanName } from './cleanName.ts'
import { encodeChunk, type FileBatch, type FileEnding, MAX_BATCH } from './fileMessages.ts'
import type { Notes } from './notes.ts'
import { createOutgoingFile, type OutgoingFile } from './outgoingFile.ts'
import { createPace } from './pace.ts'
import type { FileSource } from './ports.ts'
import { countLive, prune } from './remembered.ts'
import { isOver } from './transfer.ts'

/** The files of a call that this side sends. */
export interface Sending {
  readonly files: ReadonlyMap<string, OutgoingFile>
  /** Offers files in their order, those beyond the limit when earlier ones have ended. Returns how many were taken. */
  offer(sources: readonly FileSource[]): number
  /** Says the whole state of a file. */
  say(file: OutgoingFile): void
  /** The receiver's state of a file. */
  wanted(want: { id: string; from: number; paused: boolean }, place: { session: number; seq: number }): void
  /** Ends files. `heard`: the other side knows. */
  over(files: readonly OutgoingFile[], ending: FileEnding, heard?: boolean): void
  /** Sends as much as may be under way; continues with each acknowledgement, and when the channel has room. */
  pump(): void
  /** In a new connection the state is repeated: nobody knows which messages of the last one arrived. */
  restart(): void
}

/** The surroundings of sent files. */
export interface SendingOptions {
  bulk: Channel
  notes: Notes
  batches: Batches
  clock: Clock
  randomId(): string
  /** Something is to be shown now, or with other changes. */
  tell(): void
  tellSoon(): void
}

/** The most files offered or under way at once. The others wait. */
const MAX_LIVE = 20
/** The most files that wait. */
const MAX_WAITING = MAX_BATCH
/** The most files that are shown after their end. */
const MAX_KEPT = 1_000
/** So many files of a batch are sent at once: a small one does not wait for a large one, and they arrive in order. */
const AT_ONCE = 3

/** Creates the sending side of files over `bulk`. */
export function createSending(options: SendingOptions): Sending {
  const { bulk, notes, batches, clock, randomId, tell, tellSoon } = options
  const files = new Map<string, OutgoingFile>()
  const sources = new Map<string, FileSource>()
  const pace = createPace()
  let turn = 0

  function say(file: OutgoingFile): void {
    const source = sources.get(file.id)
    if (!source || file.state() === 'waiting') return
    const { name, size, type } = source
    const { id, batch } = file
    const about = { id, name: cleanName(name), size, type: type.slice(0, 100), paused: file.isPaused() }
    notes.put(`offer ${id}`, 'file.offer', { ...about, ...(batch && { batch: { ...batch } }) })
  }

  /** Offers waiting files, the oldest first, as many as there is room for. */
  function fill(): void {
    const waiting = [...files.values()].filter((file) => file.state() === 'waiting')
    for (const file of waiting.slice(0, Math.max(0, MAX_LIVE - countLive(files)))) {
      file.begin()
      say(file)
    }
  }

  function end(file: OutgoingFile, ending: FileEnding, heard: boolean): void {
    const waited = file.state() === 'waiting'
    if (!file.end(ending)) return
    // Of a file that was never offered the other side knows nothing.
    if (!heard && !waited) notes.put(`over ${file.id}`, 'file.over', { id: file.id, as: ending })
    if (file.batch) batches.ended(file.batch.id, sources.get(file.id)?.size ?? 0, ending)
    sources.delete(file.id)
  }

  function over(ended: readonly OutgoingFile[], ending: FileEnding, heard = false): void {
    for (const file of ended) end(file, ending, heard)
    fill()
    tell()
    pump()
  }

  function sayEnd(file: OutgoingFile): void {
    const digest = file.digest()
    if (digest !== null) notes.put(`end ${file.id}`, 'file.end', { id: file.id, digest })
  }

  /** The files that may send now: the first ones of each batch, and all that were offered alone. */
  function ready(): OutgoingFile[] {
    const sending = new Map<string, number>()
    return [...files.values()].filter((file) => {
      if (file.state() !== 'moving') return false
      if (file.batch && file.wants()) {
        const before = sending.get(file.batch.id) ?? 0
        sending.set(file.batch.id, before + 1)
        if (before >= AT_ONCE) return false
      }
      return file.wants()
    })
  }

  /** The next file with something to send, in turn. */
  function nextToSend(): { file: OutgoingFile; chunk: { offset: number; bytes: Uint8Array<ArrayBuffer> } } | null {
    const all = ready()
    for (let tried = 0; tried < all.length; tried += 1) {
      const file = all[(turn + tried) % all.length]
      const chunk = file?.peek(pump)
      if (!file || !chunk) continue
      turn = (turn + tried + 1) % all.length
      return { file, chunk }
    }
    return null
  }

  function pump(): void {
    if (!notes.flush()) return
    const sum = () => [...files.values()].reduce((bytes, file) => bytes + file.underWay(), 0)
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

  function add(source: FileSource, batch: FileBatch | null): void {
    const id = randomId()
    const file = createOutgoingFile(id, {
      ...{ source, name: cleanName(source.name), at: clock.now(), batch },
      failed: () => over([file], 'unreadable'),
    })
    files.set(id, file)
    sources.set(id, source)
    if (batch) batches.offered(batch, 'me', clock.now())
  }

  return {
    files,
    say,
    over,
    pump,
    offer(chosen) {
      const open = [...files.values()].filter((file) => !isOver(file.state())).length
      const room = MAX_LIVE + MAX_WAITING - open
      const taken = chosen.slice(0, Math.max(0, Math.min(room, MAX_BATCH)))
      const id = taken.length > 1 ? randomId() : null
      const size = taken.reduce((sum, source) => sum + source.size, 0)
      for (const [at, source] of taken.entries()) {
        add(source, id === null ? null : { id, n: at + 1, count: taken.length, size })
      }
      prune(files, MAX_KEPT)
      fill()
      tell()
      return taken.length
    },
    wanted(want, place) {
      const file = files.get(want.id)
      if (!file) {
        // It belongs to an earlier page.
        notes.put(`over ${want.id}`, 'file.over', { id: want.id, as: 'stopped' })
        return
      }
      const state = file.state()
      if (isOver(state)) {
        // A received file is complete, even if its last word comes late.
        if (state !== 'done') notes.put(`over ${want.id}`, 'file.over', { id: want.id, as: state })
        return
      }
      const now = clock.now()
      const arrived = file.hear(want, place, now)
      if (arrived) pace.acknowledged(arrived.bytes, arrived.sentAt, now)
      if (!arrived || state !== 'moving') sayEnd(file)
      if (file.state() === state && arrived) tellSoon()
      else tell()
      pump()
    },
    restart() {
      pace.restart()
      for (const file of files.values()) {
        file.restart()
        say(file)
      }
    },
  }
}
