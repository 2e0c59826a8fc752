import { type Clock, type MissedCall, sameUser, type UserId, userKey } from '@parley/protocol'
import type { Logger } from 'pino'
import { type Directory, MAX_MISSED, type MissedEntry } from '../directory/directory.ts'

/** How long a failed write waits to be tried again. Milliseconds. */
const RETRY_MS = 1_000

/** The longest that anybody waits for a missed call to be written. Milliseconds. */
const PATIENCE_MS = 500

/** The most unwritten missed calls; beyond it the oldest are dropped. */
const MAX_WAITING = 10_000

/** An ID that nobody can have: what is kept for it is told to nobody. */
export const NOBODY: UserId = ''

/** The missed calls of all users. */
export interface MissedCalls {
  /**
   * Keeps a missed call; a repetition is ignored. Resolves once it would outlive the process, and after `PATIENCE_MS` in
   * any case; it is written all the same. Does not look the user up, and writes as much for an ID that nobody has, so that
   * the caller does not learn from the time who exists.
   */
  keep(userId: UserId, missed: MissedCall): Promise<void>
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

interface Waiting {
  readonly entry: MissedEntry
  readonly kept: Promise<void>
  /** Lets those who wait go on. */
  settle(): void
}

/** Creates missed calls that are written at once, all that come during a write together; unwritten ones are listed too. */
export function createMissedCalls({ directory, clock, log }: MissedCallsOptions): MissedCalls {
  const waiting = new Map<string, Waiting>()
  let stopTimer: (() => void) | null = null
  let writing: Promise<void> | null = null
  let closed = false

  function drop(name: string, { settle }: Waiting): void {
    waiting.delete(name)
    settle()
  }

  /** Resolves to false if it failed. */
  async function write(): Promise<boolean> {
    const entries = [...waiting]
    try {
      await directory.keepMissed(entries.map(([, { entry }]) => entry))
    } catch (error) {
      log.error({ err: error, calls: entries.length }, 'missed calls could not be written')
      return false
    }
    for (const [name, each] of entries) if (waiting.get(name) === each) drop(name, each)
    return true
  }

  async function writeAll(): Promise<void> {
    let works = true
    while (works && waiting.size > 0) works = await write()
    writing = null
    if (works || closed) return
    stopTimer = clock.setTimeout(() => {
      stopTimer = null
      writing = writeAll()
    }, RETRY_MS)
  }

  function wait(entry: MissedEntry): Waiting {
    let settle: () => void = () => undefined
    const kept = new Promise<void>((resolve) => {
      const stop = clock.setTimeout(resolve, PATIENCE_MS)
      settle = () => {
        stop()
        resolve()
      }
    })
    return { entry, kept, settle: () => settle() }
  }

  return {
    keep: async (userId, missed) => {
      if (closed) return
      const name = `${userKey(userId)} ${missed.callId}`
      const known = waiting.get(name)
      if (known) return known.kept
      const added = wait({ userId, missed })
      waiting.set(name, added)
      const [oldest] = waiting.size > MAX_WAITING ? waiting : []
      if (oldest) drop(...oldest)
      if (!stopTimer) writing ??= writeAll()
      return added.kept
    },
    list: async (userId) => {
      // Read before the stored ones, so that a call written meanwhile is in both lists rather than in neither.
      const unwritten = [...waiting.values()].flatMap(({ entry }) => (sameUser(entry.userId, userId) ? entry : []))
      const stored = await directory.listMissed(userId)
      const known = new Set(stored.map(({ callId }) => callId))
      const more = unwritten.map(({ missed }) => missed).filter(({ callId }) => !known.has(callId))
      return [...stored, ...more].sort((one, other) => one.at - other.at).slice(-MAX_MISSED)
    },
    close: async () => {
      closed = true
      stopTimer?.()
      await writing
      if (waiting.size > 0) await write()
      for (const { settle } of waiting.values()) settle()
    },
  }
}
