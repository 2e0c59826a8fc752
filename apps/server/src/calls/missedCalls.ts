import { type Clock, type MissedCall, sameUser, type UserId, userKey } from '@parley/protocol'
import type { Logger } from 'pino'
import { type Directory, MAX_MISSED, type MissedEntry } from '../directory/directory.ts'

/** How long a missed call waits to be written, so that several are written together. Milliseconds. */
const WRITE_MS = 1_000

/** The most unwritten missed calls; beyond it the oldest are dropped. */
const MAX_WAITING = 10_000

/** The missed calls of all users. */
export interface MissedCalls {
  /**
   * Keeps a missed call; a repetition is ignored. Does not look the user up, so that a call to an unknown ID takes as
   * long as any other; such an entry is dropped when it is written.
   */
  keep(userId: UserId, missed: MissedCall): void
  /** The newest `MAX_MISSED` missed calls, oldest first. */
  list(userId: UserId): Promise<MissedCall[]>
  /** Writes what waits and keeps nothing more. Resolves also if writing fails. */
  close(): Promise<void>
}

/** Where missed calls are stored, when, and where failures are logged. */
export interface MissedCallsOptions {
  directory: Pick<Directory, 'keepMissed' | 'listMissed'>
  clock: Clock
  log: Logger
}

/** Creates missed calls that are written later and together; unwritten ones are listed too. */
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
      // Read before the stored ones, so that a call written meanwhile is in both lists rather than in neither.
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
