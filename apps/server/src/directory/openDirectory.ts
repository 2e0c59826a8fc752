import { sql } from 'kysely'
import type { Directory } from './directory.ts'
import { migrate } from './migrations.ts'
import { openSqlite } from './openSqlite.ts'
import { createSqlDirectory } from './sqlDirectory.ts'

/**
 * Opens the directory in this folder, which is made if it is not there; `:memory:` for one that ends with the process.
 * @throws ConfigError if the folder cannot be used, or holds what only a newer version can read
 */
export async function openDirectory(dataDir: string): Promise<Directory> {
  const database = openSqlite(dataDir)
  try {
    await migrate(database)
  } catch (error) {
    await database.destroy()
    throw error
  }
  const directory = createSqlDirectory(database)
  return {
    ...directory,
    close: async () => {
      // Closing leaves what was written last in a second file beside it: whoever copies the one would lose it.
      await sql`pragma wal_checkpoint(truncate)`.execute(database)
      await directory.close()
    },
  }
}
