import { type Clock, type MissedCall, sameUser, type UserId, userKey } from '@parley/protocol'
import type { Logger } from 'pino'
import { type Directory, MAX_MISSED, type MissedEntry } from '../directory/directory.ts'

/** How long a missed call may wait to be written. Milliseconds. */
const WRITE_MS = 1_000

/** How many may wait at once; the oldest give way. */
const MAX_WAITING = 10_000

/** The calls users did not take. */
export interface MissedCalls {
  /**
   * Keeps it once, however often it is told. Looks nobody up: a call to an ID that nobody has takes the same way, as
   * long, and is dropped when it is written.
   */
  keep(userId: UserId, missed: MissedCall): void
  /** The newest, oldest first. */
  list(userId: UserId): Promise<MissedCall[]>
  /** Resolves when all is written, or has failed to be. */
  close(): Promise<void>
}

export interface MissedCallsOptions {
  directory: Pick<Directory, 'keepMissed' | 'listMissed'>
  clock: Clock
  log: Logger
}

/** Missed calls that are written behind, some together; what has not been written yet is listed all the same. */
export function createMissedCalls({ directory, clock, log }: MissedCallsOptions): MissedCalls {
  const waiting = new Map<string, MissedEntry>()
  let stopTimer: (() => void) | null = null
  let writing: Promise<void> = Promise.resolve()
  let closed = false

  async function write(): Promise<void> {
    const entries = [...waiting]
    if (entries.length === 0) return
    try {
      await directory.keepMissed(entries.map(([, entry]) => entry))
      for (const [name, entry] of entries) if (waiting.get(name) === entry) waiting.delete(name)
    } catch (error) {
      log.error({ err: error, calls: entries.length }, 'missed calls could not be written')
    }
  }

  function writeLater(): void {
    if (closed || stopTimer || waiting.size === 0) return
    stopTimer = clock.setTimeout(() => {
      writing = write().finally(() => {
        stopTimer = null
        writeLater()
      })
    }, WRITE_MS)
  }

  return {
    keep: (userId, missed) => {
      if (closed) return
      const name = `${userKey(userId)} ${missed.callId}`
      if (waiting.has(name)) return
      waiting.set(name, { userId, missed })
      const oldest = waiting.size > MAX_WAITING ? waiting.keys().next().value : undefined
      if (oldest !== undefined) waiting.delete(oldest)
      writeLater()
    },
    list: async (userId) => {
      // Taken before the stored ones: what is written meanwhile is in both rather than in neither.
      const unwritten = [...waiting.values()].filter((entry) => sameUser(entry.userId, userId))
      const stored = await directory.listMissed(userId)
      const known = new Set(stored.map(({ callId }) => callId))
      const more = unwritten.map(({ missed }) => missed).filter(({ callId }) => !known.has(callId))
      return [...stored, ...more].sort((one, other) => one.at - other.at).slice(-MAX_MISSED)
    },
    close: async () => {
      closed = true
      stopTimer?.()
      await writing
      await write()
    },
  }
}
