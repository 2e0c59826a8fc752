import type { UserId } from '@parley/protocol'
import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'
import { KEPT_MS } from './directory.ts'

/** An ID as the operator sees it. Times in milliseconds since the epoch. */
export interface ListedId {
  readonly userId: UserId
  readonly claimedAt: number
  readonly seenAt: number
  /** When anybody may claim it, unless it is seen before; null for one that was in an answered call. */
  readonly freeAt: number | null
}

/** Lists all IDs by name. */
export async function listIds(database: Kysely<Tables>): Promise<ListedId[]> {
  const rows = await database.selectFrom('ids').selectAll().orderBy('key').execute()
  return rows.map(({ user_id, created_at, seen_at, answered }) => ({
    ...{ userId: user_id, claimedAt: created_at, seenAt: seen_at },
    freeAt: answered === 0 ? seen_at + KEPT_MS : null,
  }))
}
