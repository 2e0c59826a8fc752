import { sql } from 'kysely'
import type { Directory } from './directory.ts'
import { migrate } from './migrations.ts'
import { openSqlite } from './openSqlite.ts'
import { createSqlDirectory } from './sqlDirectory.ts'

/**
 * Opens the directory in this folder and creates the folder if needed; `:memory:` keeps it in memory.
 * @throws ConfigError if the folder cannot be used, or its data is from a newer version
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
      // Moves the write-ahead log into the main file, so that a copy of the main file alone is complete.
      await sql`pragma wal_checkpoint(truncate)`.execute(database)
      await directory.close()
    },
  }
}
