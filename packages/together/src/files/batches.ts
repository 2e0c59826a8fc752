import type { FileBatch, FileEnding } from './fileMessages.ts'
import { type FileTransfer, isOver } from './transfer.ts'

/** Files that were offered together, and how far they are. */
export interface Batch {
  readonly id: string
  readonly from: 'me' | 'them'
  /** The number of files, and their bytes, as their sender said at first. */
  readonly count: number
  readonly size: number
  /** The time of the first offer on this device's clock, in milliseconds since the epoch. */
  readonly at: number
  /** The files that have arrived, and those that ended in any other way. */
  readonly done: number
  readonly failed: number
  /** The bytes that have arrived. */
  readonly bytes: number
  /** `asked`: nobody has accepted anything of it. `over`: nothing more of it comes. */
  readonly state: 'asked' | 'moving' | 'over'
}

/** The receiver's answer to a whole batch, for each file of it; null if there is none. */
export type BatchAnswer = 'accept' | 'decline' | null

/** The batches in both directions. It counts; it neither sends nor stores. */
export interface Batches {
  /** A file of a batch was offered. Creates the batch at its first file. Returns the time of the batch. */
  offered(batch: FileBatch, from: 'me' | 'them', now: number): number
  /** A file of a batch has ended. */
  ended(id: string, size: number, as: FileEnding): void
  /** The receiver accepts or declines the whole batch. */
  answer(id: string, answer: 'accept' | 'decline'): void
  /** How to answer a file of so many bytes. More than the batch said at first is not covered. */
  answerTo(id: string, size: number): BatchAnswer
  /** A file of so many bytes was accepted. */
  took(id: string, size: number): void
  /** The batches with these files, in the order of their first offers. */
  view(rows: readonly FileTransfer[]): Batch[]
}

/** The most batches remembered in each direction. */
const MAX_BATCHES = 100

interface Kept {
  id: string
  from: 'me' | 'them'
  count: number
  size: number
  at: number
  done: number
  failed: number
  bytes: number
  /** The greatest number of a file that was offered. */
  furthest: number
  last: FileEnding | null
  answer: BatchAnswer
  /** Accepted so far. */
  taken: { files: number; bytes: number }
}

/** Creates an empty set of batches. */
export function createBatches(): Batches {
  const batches = new Map<string, Kept>()

  function forgetOldest(from: 'me' | 'them'): void {
    const all = [...batches.values()].filter((batch) => batch.from === from)
    for (const { id } of all.slice(0, Math.max(0, all.length - MAX_BATCHES))) batches.delete(id)
  }

  function stateOf(batch: Kept, rows: readonly FileTransfer[]): Batch['state'] {
    const open = rows.filter(({ state }) => !isOver(state))
    const { done, failed, count, last, furthest, answer } = batch
    if (open.length > 0) {
      const begun = done + failed > 0 || answer !== null || open.some(({ state }) => /^(moving|checking)$/.test(state))
      return begun ? 'moving' : 'asked'
    }
    // Between two files, the next one is on its way.
    return batch.from === 'them' && furthest < count && last === 'done' ? 'moving' : 'over'
  }

  return {
    offered({ id, n, count, size }, from, now) {
      const known = batches.get(id)
      if (known) {
        known.furthest = Math.max(known.furthest, n)
        return known.at
      }
      const none = { done: 0, failed: 0, bytes: 0, last: null, answer: null, taken: { files: 0, bytes: 0 } }
      batches.set(id, { id, from, count, size, at: now, furthest: n, ...none })
      forgetOldest(from)
      return now
    },
    ended(id, size, as) {
      const batch = batches.get(id)
      if (!batch) return
      batch.last = as
      if (as === 'done') {
        batch.done += 1
        batch.bytes += size
      } else batch.failed += 1
    },
    answer(id, answer) {
      const batch = batches.get(id)
      if (batch) batch.answer = answer
    },
    answerTo(id, size) {
      const batch = batches.get(id)
      if (batch?.answer !== 'accept') return batch?.answer ?? null
      const { files, bytes } = batch.taken
      return files < batch.count && bytes + size <= batch.size ? 'accept' : null
    },
    took(id, size) {
      const batch = batches.get(id)
      if (batch) batch.taken = { files: batch.taken.files + 1, bytes: batch.taken.bytes + size }
    },
    view(rows) {
      const of = new Map<string, FileTransfer[]>()
      for (const row of rows) if (row.batch !== null) of.set(row.batch, [...(of.get(row.batch) ?? []), row])
      return [...batches.values()].map((batch) => {
        const own = of.get(batch.id) ?? []
        const { id, from, count, size, at, done, failed } = batch
        const moved = own.reduce((sum, { state, bytes }) => (isOver(state) ? sum : sum + bytes), batch.bytes)
        return { id, from, count, size, at, done, failed, bytes: moved, state: stateOf(batch, own) }
      })
    },
  }
}
