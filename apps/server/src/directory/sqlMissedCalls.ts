import { type MissedCall, userKey } from '@parley/protocol'
import type { Kysely } from 'kysely'
import type { MissedCallRow, Tables } from '../database/tables.ts'
import { type DirectoryWrites, MAX_MISSED, type MissedEntry } from './directory.ts'

/** Stands for all IDs that nobody has, so that no more is kept for them than for one person. */
const NOBODY = ''

/** The most rows in one statement; databases limit its values. */
const CHUNK = 500

type MissedTable = 'missed_calls' | 'missed_by_nobody'

const newestOf = (database: Kysely<Tables>, table: MissedTable, id: string) =>
  database.selectFrom(table).where('id', '=', id).orderBy('at', 'desc').orderBy('call_id', 'desc').limit(MAX_MISSED)

/** The newest missed calls of an ID in its compared form, oldest first. */
export async function newestMissed(database: Kysely<Tables>, id: string): Promise<MissedCall[]> {
  const rows = await newestOf(database, 'missed_calls', id).selectAll().execute()
  return rows.map(({ call_id, caller, media, at }): MissedCall => ({ callId: call_id, caller, media, at })).reverse()
}

const rowOf = ({ userId, missed: { callId, caller, media, at } }: MissedEntry): MissedCallRow => ({
  ...{ id: userKey(userId), call_id: callId, caller, media, at },
})

/** Creates the changes of a directory's missed calls in an SQL database. */
export function createSqlMissedCalls(database: Kysely<Tables>): Pick<DirectoryWrites, 'keepMissed'> {
  async function insert(table: MissedTable, rows: readonly MissedCallRow[]): Promise<void> {
    if (rows.length === 0) return
    await database
      .insertInto(table)
      .values(rows)
      .onConflict((conflict) => conflict.columns(['id', 'call_id']).doNothing())
      .execute()
    for (const id of new Set(rows.map((row) => row.id))) {
      await database
        .deleteFrom(table)
        .where('id', '=', id)
        .where('call_id', 'not in', newestOf(database, table, id).select('call_id'))
        .execute()
    }
  }

  async function keep(rows: readonly MissedCallRow[]): Promise<void> {
    const ids = [...new Set(rows.map(({ id }) => id))]
    const claimed = await database.selectFrom('ids').select('key').where('key', 'in', ids).execute()
    const known = new Set(claimed.map(({ key }) => key))
    await insert(
      'missed_calls',
      rows.filter(({ id }) => known.has(id)),
    )
    // The same work for an ID that nobody has: the caller waits for it, and must not read from the time who exists.
    await insert(
      'missed_by_nobody',
      rows.flatMap((row) => (known.has(row.id) ? [] : { ...row, id: NOBODY })),
    )
  }

  return {
    keepMissed: async (entries) => {
      const rows = entries.map(rowOf)
      for (let at = 0; at < rows.length; at += CHUNK) await keep(rows.slice(at, at + CHUNK))
    },
  }
}
