import { type PublicKey, type UserId, userKey } from '@parley/protocol'
import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'
import { type Binding, type DirectoryReads, KEPT_MS, type StoredKey } from './directory.ts'
import { VALID } from './revoked.ts'
import { newestMissed } from './sqlMissedCalls.ts'

type IdRow = Tables['ids']

/** The row of an ID in its compared form. */
export const findId = (database: Kysely<Tables>, id: string): Promise<IdRow | undefined> =>
  database.selectFrom('ids').selectAll().where('key', '=', id).executeTakeFirst()

/** Reads a row of `ids`. */
export const bindingOf = ({ user_id, root, revocations }: IdRow): Binding => ({
  userId: user_id,
  root,
  revocations: revocations === null ? null : JSON.parse(revocations),
})

/** True if the ID's owner did not keep it. */
export const isLeft = ({ answered, seen_at }: IdRow, at: number): boolean => answered === 0 && seen_at < at - KEPT_MS

/** Creates the questions to a directory in an SQL database. */
export function createSqlReads(database: Kysely<Tables>): DirectoryReads {
  const findKey = (userId: UserId, key: PublicKey) =>
    database
      .selectFrom('keys')
      .select('certificates')
      .where('id', '=', userKey(userId))
      .where('key', '=', key)
      .where('revoked', '=', VALID)
      .executeTakeFirst()

  return {
    find: async (userId) => {
      const row = await findId(database, userKey(userId))
      return row ? bindingOf(row) : null
    },
    isFree: async (userId, at) => {
      const row = await findId(database, userKey(userId))
      return row === undefined || isLeft(row, at)
    },
    hasKey: async (userId, key) => (await findKey(userId, key)) !== undefined,
    hasSameKey: async (userId, key, certificates) =>
      (await findKey(userId, key))?.certificates === JSON.stringify(certificates),
    listKeys: async (userId) => {
      const rows = await database
        .selectFrom('keys')
        .innerJoin('ids', 'ids.key', 'keys.id')
        .select(['keys.key', 'keys.certificates', 'keys.added_at', 'keys.seen_at'])
        .where('keys.id', '=', userKey(userId))
        .where('keys.revoked', '=', VALID)
        .orderBy((by) => by.case().when('keys.key', '=', by.ref('ids.root')).then(0).else(1).end())
        .orderBy('keys.added_at')
        .orderBy('keys.key')
        .execute()
      return rows.map(
        ({ key, certificates, added_at, seen_at }): StoredKey => ({
          key,
          certificates: JSON.parse(certificates),
          addedAt: added_at,
          seenAt: seen_at,
        }),
      )
    },
    listMissed: (userId) => newestMissed(database, userKey(userId)),
    findCallLink: async (hash) => {
      const row = await database.selectFrom('call_links').select('used_at').where('hash', '=', hash).executeTakeFirst()
      return row ? { usedAt: row.used_at } : null
    },
    hasUsers: async () => (await database.selectFrom('ids').select('key').limit(1).executeTakeFirst()) !== undefined,
  }
}
