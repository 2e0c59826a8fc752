import { chmodSync, closeSync, existsSync, openSync } from 'node:fs'
import { Kysely, SqliteDialect } from 'kysely'
import Database from 'libsql'
import type { Tables } from './tables.ts'

/** How long one attempt waits while another program, such as `sqlite3`, holds the file. Milliseconds. */
const BUSY_MS = 1_000

/** An open connection to a database; all of its calls block. */
export type Sqlite = Database.Database

/** The code of an error of SQLite, such as `SQLITE_BUSY` (sqlite.org/rescode.html); undefined for any other error. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** True if SQLite cannot make sense of the file. */
export const isDamage = (error: unknown): boolean => /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error) ?? '')

/** True if another program holds the file. */
export const isBusy = (error: unknown): boolean => codeOf(error)?.startsWith('SQLITE_BUSY') ?? false

/**
 * Opens a file, which is created if needed and can then be read only by this account, because it records who has called
 * whom; `:memory:` opens none.
 */
export function openSqlite(file: string): Sqlite {
  // SQLite gives the files beside it the same mode.
  if (file !== ':memory:' && !existsSync(file)) closeSync(openSync(file, 'a', 0o600))
  if (file !== ':memory:') chmodSync(file, 0o600)
  const database = new Database(file)
  try {
    database.pragma(`busy_timeout = ${BUSY_MS}`)
    database.pragma('journal_mode = WAL')
    // A commit waits until the disk has it: the owner of an ID must survive a power cut.
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Builds queries that run on this connection. */
export const queriesOn = (database: Sqlite): Kysely<Tables> =>
  new Kysely<Tables>({ dialect: new SqliteDialect({ database }) })

/** Moves the write-ahead log into the main file, as far as no other program reads it, so that this file alone is complete. */
export const checkpoint = (database: Sqlite): void => void database.pragma('wal_checkpoint(TRUNCATE)')
