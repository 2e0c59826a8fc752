import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'
import type { DirectoryWrites } from './directory.ts'

/** The most values in one statement; databases limit them. */
const CHUNK = 500

type CallLinks = Pick<DirectoryWrites, 'keepCallLink' | 'useCallLinks' | 'dropCallLinks'>

/** Creates the changes of a directory's call links in an SQL database. */
export function createSqlCallLinks(database: Kysely<Tables>): CallLinks {
  return {
    keepCallLink: async (hash, at) => {
      await database
        .insertInto('call_links')
        .values({ hash, created_at: at, used_at: at })
        .onConflict((conflict) => conflict.column('hash').doUpdateSet({ used_at: at }))
        .execute()
    },
    useCallLinks: async (hashes, at) => {
      for (let from = 0; from < hashes.length; from += CHUNK) {
        await database
          .updateTable('call_links')
          .set({ used_at: at })
          .where('hash', 'in', hashes.slice(from, from + CHUNK))
          .execute()
      }
    },
    dropCallLinks: async (before) => {
      await database.deleteFrom('call_links').where('used_at', '<', before).execute()
    },
  }
}
