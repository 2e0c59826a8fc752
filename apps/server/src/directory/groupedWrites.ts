import type { Clock } from '@parley/protocol'
import { readState } from '../database/prepare.ts'
import { checkpoint, queriesOn, type Sqlite } from '../database/sqlite.ts'
import type { TallyKeeper } from '../database/tally.ts'
import { createWriter } from '../database/writer.ts'
import type { DirectoryWrites } from './directory.ts'
import { createSqlWrites } from './sqlWrites.ts'

/** How long after a write the main file may lack it. Milliseconds. */
const TIDY_MS = 10_000

/** The changes of a directory, and what its database needs besides. */
export interface GroupedWrites extends DirectoryWrites {
  /** Completes the main file, unless a write is under way. */
  tidy(): Promise<void>
  /** Resolves once all is stored. */
  close(): Promise<void>
}

/** How writes are made; see `createGroupedWrites`. */
export interface GroupedWritesOptions {
  /** Where the count of what is acknowledged is kept beside the database; null keeps none. */
  tally: TallyKeeper | null
  /** Completes the main file a while after a write; null never does. */
  clock: Pick<Clock, 'setTimeout'> | null
  gather?: () => Promise<void>
}

/**
 * Creates the changes of a directory on this connection, which nobody else writes to. What waits shares a commit, and what
 * must not be lost is counted beside the database before it is acknowledged. Closing closes the connection.
 */
export function createGroupedWrites(database: Sqlite, { tally, clock, gather }: GroupedWritesOptions): GroupedWrites {
  let counted = readState(database)?.acknowledged ?? 0

  let stopTimer: (() => void) | undefined

  function tidy(): void {
    stopTimer?.()
    stopTimer = undefined
    if (!database.inTransaction) checkpoint(database)
  }

  function committed(): void {
    stopTimer ??= clock?.setTimeout(tidy, TIDY_MS)
    const state = tally && readState(database)
    if (!state || state.acknowledged === counted) return
    tally.write(state)
    counted = state.acknowledged
  }

  const writer = createWriter({ database, committed, ...(gather && { gather }) })
  const grouped = Object.entries(createSqlWrites(queriesOn(database))).map(([name, write]) => [
    name,
    (...args: readonly unknown[]) =>
      writer.run(() => (write as (...args: readonly unknown[]) => Promise<unknown>)(...args)),
  ])

  return {
    // Each has the name, the parameters and the result of the write it stands for; the compiler cannot follow that.
    ...(Object.fromEntries(grouped) as DirectoryWrites),
    tidy: async () => tidy(),
    close: async () => {
      stopTimer?.()
      await writer.close()
      try {
        checkpoint(database)
      } finally {
        tally?.close()
        database.close()
      }
    },
  }
}
