import { randomBytes } from 'node:crypto'
import { limits, type Revocations, userKey } from '@parley/protocol'
import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'
import type { DirectoryWrites } from './directory.ts'
import { FALLEN, REVOKED, VALID } from './revoked.ts'
import { createSqlCallLinks } from './sqlCallLinks.ts'
import { createSqlMissedCalls } from './sqlMissedCalls.ts'
import { bindingOf, findId, isLeft } from './sqlReads.ts'

/** The shortest time between two updates of a key's `seen_at`. Milliseconds. */
const SEEN_MS = 60 * 60_000

/** Writes a statement with its fields in fixed order, because the database compares it as text. */
const encode = ({ statement, certificates }: Revocations): string => JSON.stringify({ statement, certificates })

/**
 * Creates the changes of a directory in an SQL database. Each must be called within a transaction, and its promise resolved
 * after the commit.
 */
export function createSqlWrites(database: Kysely<Tables>): DirectoryWrites {
  /** Counts a change that must not be lost: without it somebody else could be taken for the owner of an ID. */
  async function count(): Promise<void> {
    await database
      .updateTable('directory')
      .set((by) => ({ acknowledged: by('acknowledged', '+', 1) }))
      .execute()
  }

  async function hasRoom(id: string): Promise<boolean> {
    if (!(await findId(database, id))) return false
    const { taken } = await database
      .selectFrom('keys')
      .select(({ fn }) => fn.countAll<number>().as('taken'))
      .where('id', '=', id)
      .where('revoked', 'in', [VALID, REVOKED])
      .executeTakeFirstOrThrow()
    return Number(taken) < limits.MAX_KEYS
  }

  return {
    ...createSqlMissedCalls(database),
    ...createSqlCallLinks(database),
    claim: async (userId, root, at) => {
      const id = userKey(userId)
      const known = await findId(database, id)
      if (known && (known.root === root || !isLeft(known, at))) return { claimed: false, binding: bindingOf(known) }
      await removeId(database, id)
      const row = {
        key: id,
        user_id: userId,
        root,
        revocations: null,
        created_at: at,
        seen_at: at,
        answered: 0,
      } as const
      await database.insertInto('ids').values(row).execute()
      await database
        .insertInto('keys')
        .values({ id, key: root, certificates: '[]', added_at: at, seen_at: null })
        .execute()
      await count()
      return { claimed: true, binding: bindingOf(row) }
    },
    addKey: async (userId, key, certificates, at) => {
      const id = userKey(userId)
      const chain = JSON.stringify(certificates)
      const known = await database
        .selectFrom('keys')
        .selectAll()
        .where('id', '=', id)
        .where('key', '=', key)
        .executeTakeFirst()
      const live = known?.revoked === VALID
      if (live && known.certificates === chain) return true
      if (!live && !(await hasRoom(id))) return false
      await database
        .insertInto('keys')
        .values({ id, key, certificates: chain, added_at: at, seen_at: null })
        .onConflict((conflict) => conflict.columns(['id', 'key']).doUpdateSet({ certificates: chain, revoked: VALID }))
        .execute()
      await count()
      return true
    },
    sawKey: async (userId, key, at) => {
      const id = userKey(userId)
      const { numUpdatedRows } = await database
        .updateTable('keys')
        .set({ seen_at: at })
        .where('id', '=', id)
        .where('key', '=', key)
        .where((by) => by.or([by('seen_at', 'is', null), by('seen_at', '<=', at - SEEN_MS), by('seen_at', '>', at)]))
        .executeTakeFirst()
      if (numUpdatedRows > 0n) {
        await database.updateTable('ids').set({ seen_at: at }).where('key', '=', id).execute()
      }
    },
    noteAnswered: async (userIds) => {
      if (userIds.length === 0) return
      await database
        .updateTable('ids')
        .set({ answered: 1 })
        .where('key', 'in', userIds.map(userKey))
        .where('answered', '=', 0)
        .execute()
    },
    revoke: async (userId, before, next, revoked, fallen = []) => {
      const id = userKey(userId)
      const { numUpdatedRows } = await database
        .updateTable('ids')
        .set({ revocations: encode(next) })
        .where('key', '=', id)
        .where('revocations', before ? '=' : 'is', before && encode(before))
        .executeTakeFirst()
      if (numUpdatedRows === 0n) return false
      for (const [keys, mark] of [
        [revoked, REVOKED],
        [fallen, FALLEN],
      ] as const) {
        if (keys.length === 0) continue
        await database
          .updateTable('keys')
          .set({ revoked: mark })
          .where('id', '=', id)
          .where('key', 'in', keys)
          .execute()
      }
      await count()
      return true
    },
    secret: async () => {
      await database
        .insertInto('secrets')
        .values({ id: 1, secret: randomBytes(32).toString('base64url') })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute()
      const { secret } = await database.selectFrom('secrets').select('secret').executeTakeFirstOrThrow()
      return Buffer.from(secret, 'base64url')
    },
  }
}

/** Removes an ID in its compared form with all that is kept of it. Resolves to false if nobody has it. */
export async function removeId(database: Kysely<Tables>, id: string): Promise<boolean> {
  for (const table of ['missed_calls', 'keys'] as const) {
    await database.deleteFrom(table).where('id', '=', id).execute()
  }
  const { numDeletedRows } = await database.deleteFrom('ids').where('key', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}
