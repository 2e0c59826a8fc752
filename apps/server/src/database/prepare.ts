import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, renameSync, statSync } from 'node:fs'
import type { Kysely } from 'kysely'
import { ConfigError } from '../config.ts'
import { besides, type DataFiles, removeDatabase, syncFolder } from './folder.ts'
import { migrate } from './migrations.ts'
import { checkpoint, isDamage, openSqlite, queriesOn, type Sqlite } from './sqlite.ts'
import type { Tables } from './tables.ts'
import { readTally, type Tally, writeTally } from './tally.ts'

const RESTORE = 'bring back a backup with "npm run backup -- --restore <file>"'

/** A name for a new directory. */
export const newIdentity = (): string => randomBytes(16).toString('base64url')

/** Refuses a directory that has lost something, and says what to do. Never starts an emptier one without a word. */
export const lost = (what: string, { folder }: DataFiles): ConfigError =>
  new ConfigError(
    `The directory in DATA_DIR has lost something: ${what}. Put back the newest parley.db and parley.db-wal, or ${RESTORE}; to begin anew on purpose, move everything out of ${folder}.`,
  )

/**
 * Makes a data folder's directory ready to be opened: creates it at the first start, checks it at every other, migrates
 * it, and completes its main file. The folder must exist and be this process's alone. Resolves to true at a first start.
 *
 * @throws ConfigError if it is damaged, has lost what was acknowledged, or is from a newer version
 */
export async function prepareData(files: DataFiles): Promise<boolean> {
  // An empty file is what a program leaves that was killed as it created it.
  const isThere = existsSync(files.database) && statSync(files.database).size > 0
  try {
    await (isThere ? check(files) : begin(files))
    return !isThere
  } catch (error) {
    if (isDamage(error)) throw damaged(error instanceof Error ? error.message : '', files, error)
    throw error
  }
}

const damaged = (detail: string, { database }: DataFiles, cause?: unknown): ConfigError =>
  new ConfigError(`The directory in DATA_DIR is damaged: ${database} (${firstLine(detail)}); ${RESTORE}.`, { cause })

const firstLine = (text: string): string => text.split('\n')[0] ?? ''

/** Creates the directory beside its place, so that what stands there is always whole. */
async function begin(files: DataFiles): Promise<void> {
  const tally = readTally(files.tally)
  if (tally && tally.acknowledged > 0) {
    throw lost(`parley.db is missing, and ${tally.acknowledged} claims and changes of keys were made`, files)
  }
  const [log = ''] = besides(files.database)
  if (existsSync(log) && statSync(log).size > 0) throw lost('parley.db is missing beside parley.db-wal', files)
  removeDatabase(files.fresh)
  removeDatabase(files.database)
  const named = { identity: tally?.identity ?? newIdentity(), acknowledged: 0 }
  const database = openSqlite(':memory:')
  try {
    await createTables(queriesOn(database), named)
    copyInto(database, files.fresh)
  } finally {
    database.close()
  }
  writeTally(files.tally, named)
  takePlace(files)
}

/**
 * Copies a database into a new file, which only this account can read. No connection is opened to that file: libsql closes one
 * only with the garbage, and SQLite would mix the logs of a file that is renamed meanwhile.
 */
export function copyInto(database: Sqlite, target: string): void {
  removeDatabase(target)
  closeSync(openSync(target, 'wx', 0o600))
  database.exec(`vacuum into '${target.replaceAll("'", "''")}'`)
  const file = openSync(target, 'r+')
  fsyncSync(file)
  closeSync(file)
}

/** Puts the fresh database, which must never have been opened, where the directory is. */
export function takePlace(files: DataFiles): void {
  renameSync(files.fresh, files.database)
  syncFolder(files.folder)
}

/** Migrates an empty database, and names it. */
export async function createTables(queries: Kysely<Tables>, { identity, acknowledged }: Tally): Promise<void> {
  await migrate(queries)
  await queries.insertInto('directory').values({ id: 1, identity, acknowledged }).execute()
}

async function check(files: DataFiles): Promise<void> {
  const database = openSqlite(files.database)
  try {
    // Fails here for a file that can only be read, rather than at the first person's request.
    database.exec('begin immediate; rollback')
    const damage = damageOf(database)
    if (damage !== null) throw damaged(damage, files)
    if (!hasTable(database, 'ids')) throw lost('parley.db is an empty shell, whose content was in parley.db-wal', files)
    const state = readState(database)
    if (state) {
      compare(state, files)
      await migrate(queriesOn(database))
    } else await adopt(database, files)
    checkpoint(database)
  } finally {
    database.close()
  }
}

/** Takes over the directory of an earlier version, which had no name and no tally. */
async function adopt(database: Sqlite, files: DataFiles): Promise<void> {
  const tally = readTally(files.tally)
  if (tally && tally.acknowledged > 0) {
    throw lost(`parley.db is older than the ${tally.acknowledged} claims and changes of keys that were made`, files)
  }
  // Written first: a directory with a name and without a tally is refused.
  const named = { identity: tally?.identity ?? newIdentity(), acknowledged: 0 }
  writeTally(files.tally, named)
  writeTally(files.tally, await nameEarlier(database, named.identity))
}

/** Migrates the directory of an earlier version, and names it. Returns its first tally: it counts its IDs. */
async function nameEarlier(database: Sqlite, identity = newIdentity()): Promise<Tally> {
  const queries = queriesOn(database)
  await migrate(queries)
  const { ids } = await queries
    .selectFrom('ids')
    .select(({ fn }) => fn.countAll<number>().as('ids'))
    .executeTakeFirstOrThrow()
  const state = { identity, acknowledged: Number(ids) }
  await queries
    .insertInto('directory')
    .values({ id: 1, ...state })
    .execute()
  return state
}

/** Compares the directory with its tally. */
function compare(state: Tally, files: DataFiles): void {
  const tally = readTally(files.tally)
  if (!tally) throw lost('parley.tally is missing, as beside a copy made by hand, which may not be complete', files)
  if (tally.identity !== state.identity) throw lost('parley.db and parley.tally are of two directories', files)
  if (tally.acknowledged > state.acknowledged) {
    const { acknowledged } = state
    throw lost(`it knows ${acknowledged} claims and changes of keys, and ${tally.acknowledged} were made`, files)
  }
  // The process was killed between the two writes.
  if (tally.acknowledged < state.acknowledged) writeTally(files.tally, state)
}

/** What is wrong with the database's pages; null if nothing is. */
export function damageOf(database: Sqlite): string | null {
  const [found] = rowsOf(database, 'pragma integrity_check(1)')
  const verdict = String(found ? Object.values(found)[0] : 'no answer')
  return verdict === 'ok' ? null : verdict
}

/** Name and count of a directory; null if an earlier version made it. */
export function readState(database: Sqlite): Tally | null {
  if (!hasTable(database, 'directory')) return null
  const [row] = rowsOf(database, 'select identity, acknowledged from directory')
  return row ? { identity: String(row.identity), acknowledged: Number(row.acknowledged) } : null
}

/** True if the database has this table. */
export const hasTable = (database: Sqlite, name: string): boolean =>
  rowsOf(database, `select name from sqlite_master where type = 'table' and name = '${name}'`).length > 0

// The driver has no types for rows; each reader says which columns it asked for.
const rowsOf = (database: Sqlite, sql: string) => database.prepare(sql).all() as Record<string, unknown>[]
