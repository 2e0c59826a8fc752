import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, SqliteDialect } from 'kysely'
import Database from 'libsql'
import { ConfigError } from '../config.ts'
import type { Tables } from './tables.ts'

/** How long another program may hold the file, such as one that makes a copy of it. Milliseconds. */
const BUSY_MS = 5_000

/**
 * Opens the file `parley.db` in a folder, which is made if it is not there; `:memory:` is no file.
 * @throws ConfigError if it cannot be read and written
 */
export function openSqlite(dataDir: string): Kysely<Tables> {
  let database: Database.Database | null = null
  try {
    database = new Database(dataDir === ':memory:' ? dataDir : fileIn(dataDir))
    database.pragma(`busy_timeout = ${BUSY_MS}`)
    database.pragma('journal_mode = WAL')
    // What is committed has reached the disk: whose an ID is must survive the power being cut.
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    // A file that may only be read says so here, and not to the first who comes.
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

/** Only for this account: it tells who has called whom. */
function fileIn(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, 'parley.db')
  // The folder may be older than Parley, and open to others. What SQLite puts beside the file is like the file.
  closeSync(openSync(file, 'a'))
  chmodSync(file, 0o600)
  return file
}
