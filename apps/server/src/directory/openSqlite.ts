import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, SqliteDialect } from 'kysely'
import Database from 'libsql'
import { ConfigError } from '../config.ts'
import type { Tables } from './tables.ts'

/** How long a statement waits while another program, such as a backup, holds the file. Milliseconds. */
const BUSY_MS = 5_000

/**
 * Opens the file `parley.db` in a folder and creates both if needed; `:memory:` opens no file.
 * @throws ConfigError if it cannot be read and written
 */
export function openSqlite(dataDir: string): Kysely<Tables> {
  let database: Database.Database | null = null
  try {
    database = new Database(dataDir === ':memory:' ? dataDir : fileIn(dataDir))
    database.pragma(`busy_timeout = ${BUSY_MS}`)
    database.pragma('journal_mode = WAL')
    // A commit waits until the disk has it: the owner of an ID must survive a power cut.
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    // Fails here for a read-only file, rather than at the first user's request.
    database.exec('begin immediate; rollback')
    return new Kysely<Tables>({ dialect: new SqliteDialect({ database }) })
  } catch (error) {
    database?.close()
    const reason = error instanceof Error ? error.message.split('\n')[0] : 'unknown error'
    throw new ConfigError(`DATA_DIR is "${dataDir}", but must be a folder that Parley can write to (${reason}).`, {
      cause: error,
    })
  }
}

/** Creates the file, readable only by this account, because it records who has called whom. */
function fileIn(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, 'parley.db')
  // The folder may have existed before and be open to others. SQLite gives the files beside it the same mode.
  closeSync(openSync(file, 'a'))
  chmodSync(file, 0o600)
  return file
}
