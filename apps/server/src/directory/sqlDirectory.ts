import { randomBytes } from 'node:crypto'
import { limits, type Revocations, userKey } from '@parley/protocol'
import type { Kysely, Transaction } from 'kysely'
import type { Binding, Directory, StoredKey } from './directory.ts'
import { createSqlCallLinks } from './sqlCallLinks.ts'
import { createSqlMissedCalls } from './sqlMissedCalls.ts'
import type { Tables } from './tables.ts'

/** The shortest time between two updates of a key's `seen_at`. Milliseconds. */
const SEEN_MS = 60 * 60_000

/** Writes a statement with its fields in fixed order, because the database compares it as text. */
const encode = ({ statement, certificates }: Revocations): string => JSON.stringify({ statement, certificates })

const bindingOf = ({ user_id, root, revocations }: Tables['ids']): Binding => ({
  userId: user_id,
  root,
  revocations: revocations === null ? null : JSON.parse(revocations),
})

/** Creates a directory in an SQL database; closing it closes the database. */
export function createSqlDirectory(database: Kysely<Tables>): Directory {
  const findId = (from: Kysely<Tables>, id: string) =>
    from.selectFrom('ids').selectAll().where('key', '=', id).executeTakeFirst()

  async function hasRoom(transaction: Transaction<Tables>, id: string): Promise<boolean> {
    if (!(await findId(transaction, id))) return false
    const { live } = await transaction
      .selectFrom('keys')
      .select(({ fn }) => fn.countAll<number>().as('live'))
      .where('id', '=', id)
      .where('revoked', '=', 0)
      .executeTakeFirstOrThrow()
    return Number(live) < limits.MAX_KEYS
  }

  return {
    ...createSqlMissedCalls(database),
    ...createSqlCallLinks(database),
    claim: async (userId, root, at) => {
      const id = userKey(userId)
      const known = await findId(database, id)
      if (known) return { claimed: false, binding: bindingOf(known) }
      return database.transaction().execute(async (transaction) => {
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('ids')
          .values({ key: id, user_id: userId, root, revocations: null, created_at: at, seen_at: at })
          .onConflict((conflict) => conflict.column('key').doNothing())
          .executeTakeFirst()
        const claimed = numInsertedOrUpdatedRows === 1n
        if (claimed) {
          const row = { id, key: root, certificates: '[]', added_at: at, seen_at: null }
          await transaction.insertInto('keys').values(row).execute()
        }
        const binding = await transaction.selectFrom('ids').selectAll().where('key', '=', id).executeTakeFirstOrThrow()
        return { claimed, binding: bindingOf(binding) }
      })
    },
    find: async (userId) => {
      const row = await findId(database, userKey(userId))
      return row ? bindingOf(row) : null
    },
    addKey: (userId, key, certificates, at) =>
      database.transaction().execute(async (transaction) => {
        const id = userKey(userId)
        const chain = JSON.stringify(certificates)
        const known = await transaction
          .selectFrom('keys')
          .selectAll()
          .where('id', '=', id)
          .where('key', '=', key)
          .executeTakeFirst()
        const live = known?.revoked === 0
        if (live && known.certificates === chain) return true
        if (!live && !(await hasRoom(transaction, id))) return false
        await transaction
          .insertInto('keys')
          .values({ id, key, certificates: chain, added_at: at, seen_at: null })
          .onConflict((conflict) => conflict.columns(['id', 'key']).doUpdateSet({ certificates: chain, revoked: 0 }))
          .execute()
        return true
      }),
    listKeys: async (userId) => {
      const rows = await database
        .selectFrom('keys')
        .innerJoin('ids', 'ids.key', 'keys.id')
        .select(['keys.key', 'keys.certificates', 'keys.added_at', 'keys.seen_at'])
        .where('keys.id', '=', userKey(userId))
        .where('keys.revoked', '=', 0)
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
    sawKey: (userId, key, at) =>
      database.transaction().execute(async (transaction) => {
        const id = userKey(userId)
        const { numUpdatedRows } = await transaction
          .updateTable('keys')
          .set({ seen_at: at })
          .where('id', '=', id)
          .where('key', '=', key)
          .where((by) => by.or([by('seen_at', 'is', null), by('seen_at', '<=', at - SEEN_MS)]))
          .executeTakeFirst()
        if (numUpdatedRows > 0n) {
          await transaction.updateTable('ids').set({ seen_at: at }).where('key', '=', id).execute()
        }
      }),
    revoke: (userId, before, next, revoked) =>
      database.transaction().execute(async (transaction) => {
        const id = userKey(userId)
        const { numUpdatedRows } = await transaction
          .updateTable('ids')
          .set({ revocations: encode(next) })
          .where('key', '=', id)
          .where('revocations', before ? '=' : 'is', before && encode(before))
          .executeTakeFirst()
        if (numUpdatedRows === 0n) return false
        if (revoked.length > 0) {
          await transaction
            .updateTable('keys')
            .set({ revoked: 1 })
            .where('id', '=', id)
            .where('key', 'in', revoked)
            .execute()
        }
        return true
      }),
    hasUsers: async () => (await database.selectFrom('ids').select('key').limit(1).executeTakeFirst()) !== undefined,
    secret: async () => {
      await database
        .insertInto('secrets')
        .values({ id: 1, secret: randomBytes(32).toString('base64url') })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute()
      const { secret } = await database.selectFrom('secrets').select('secret').executeTakeFirstOrThrow()
      return Buffer.from(secret, 'base64url')
    },
    close: () => database.destroy(),
  }
}
