import { type MissedCall, userKey } from '@parley/protocol'
import type { Kysely, Transaction } from 'kysely'
import { type Directory, MAX_MISSED, type MissedEntry } from './directory.ts'
import type { Tables } from './tables.ts'

/** The most rows in one statement; databases limit its values. */
const CHUNK = 500

/** Creates the directory's missed calls in an SQL database. */
export function createSqlMissedCalls(database: Kysely<Tables>): Pick<Directory, 'keepMissed' | 'listMissed'> {
  const newestOf = (from: Kysely<Tables>, id: string) =>
    from
      .selectFrom('missed_calls')
      .where('id', '=', id)
      .orderBy('at', 'desc')
      .orderBy('call_id', 'desc')
      .limit(MAX_MISSED)

  async function keep(transaction: Transaction<Tables>, entries: readonly MissedEntry[]): Promise<void> {
    const ids = [...new Set(entries.map(({ userId }) => userKey(userId)))]
    const rows = await transaction.selectFrom('ids').select('key').where('key', 'in', ids).execute()
    const known = new Set(rows.map(({ key }) => key))
    const values = entries
      .map(({ userId, missed: { callId, caller, media, at } }) => ({
        id: userKey(userId),
        call_id: callId,
        caller,
        media,
        at,
      }))
      .filter(({ id }) => known.has(id))
    if (values.length === 0) return
    await transaction
      .insertInto('missed_calls')
      .values(values)
      .onConflict((conflict) => conflict.columns(['id', 'call_id']).doNothing())
      .execute()
    for (const id of known) {
      await transaction
        .deleteFrom('missed_calls')
        .where('id', '=', id)
        .where('call_id', 'not in', newestOf(transaction, id).select('call_id'))
        .execute()
    }
  }

  return {
    keepMissed: (entries) =>
      database.transaction().execute(async (transaction) => {
        for (let at = 0; at < entries.length; at += CHUNK) await keep(transaction, entries.slice(at, at + CHUNK))
      }),
    listMissed: async (userId) => {
      const rows = await newestOf(database, userKey(userId)).selectAll().execute()
      return rows
        .map(({ call_id, caller, media, at }): MissedCall => ({ callId: call_id, caller, media, at }))
        .reverse()
    },
  }
}
