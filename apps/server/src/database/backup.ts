import { existsSync, renameSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import Database from 'libsql'
import { ConfigError } from '../config.ts'
import { besides, filesIn, makeFolder, removeDatabase, syncFolder } from './folder.ts'
import { lockFolder } from './lock.ts'
import { copyInto, damageOf, hasTable, lost, readState, takePlace } from './prepare.ts'
import { isDamage, openSqlite, type Sqlite } from './sqlite.ts'
import { readTally, type Tally, writeTally } from './tally.ts'

/** What a backup holds. */
export interface Content {
  readonly ids: number
  /** When the newest ID was claimed: milliseconds since the epoch; null if there is none. */
  readonly newest: number | null
}

/**
 * Copies the directory of a data folder to a file, consistently, also while a server uses it.
 * @throws ConfigError if there is no directory, the file exists, or the directory is damaged or has lost something
 */
export function backUp(dataDir: string, target: string): Content {
  const files = filesIn(dataDir)
  if (!existsSync(files.database)) throw new ConfigError(`There is no directory in DATA_DIR, which is "${dataDir}".`)
  if (existsSync(target)) throw new ConfigError(`${target} exists already; name another file.`)
  const part = `${target}.part`
  // Read before the copy is made: a running server writes it after the database.
  const tally = readTally(files.tally)
  copy(openSqlite(files.database), part, files.database)
  const content = checkCopy(part, (state) => {
    if (tally && state && tally.acknowledged > state.acknowledged) {
      throw lost(
        `it knows ${state.acknowledged} claims and changes of keys, and ${tally.acknowledged} were made`,
        files,
      )
    }
  })
  renameSync(part, target)
  syncFolder(dirname(resolve(target)))
  return content
}

function checkCopy(file: string, check: (state: Tally | null) => void): Content {
  const database = openChecked(file)
  try {
    check(readState(database))
    return contentOf(database)
  } finally {
    database.close()
  }
}

/**
 * Makes the content of a file the directory of a data folder, which no server may use meanwhile. What was there before is
 * kept as `parley.db.before`. A crash on the way leaves the old directory, the new one, or a folder whose start is refused.
 *
 * @throws ConfigError if the file is no whole directory, or a server uses the folder
 */
export function restore(dataDir: string, source: string): Content & { before: string | null } {
  if (!existsSync(source)) throw new ConfigError(`There is no file ${source}.`)
  const files = filesIn(dataDir)
  makeFolder(dataDir)
  const lock = lockFolder(dataDir)
  try {
    const { content, state } = copy(openChecked(source), files.fresh, source)
    const before = setAside(files.database)
    // One of an earlier version gets its name and its count when Parley starts.
    if (state) writeTally(files.tally, state)
    else rmSync(files.tally, { force: true })
    takePlace(files)
    return { ...content, before }
  } finally {
    lock.release()
  }
}

/** Copies the database of this connection, which is closed, and returns what it holds. */
function copy(database: Sqlite, target: string, source: string): { content: Content; state: Tally | null } {
  try {
    copyInto(database, target)
    return { content: contentOf(database), state: readState(database) }
  } catch (error) {
    throw isDamage(error) ? notWhole(source, error) : error
  } finally {
    database.close()
  }
}

const notWhole = (file: string, cause?: unknown): ConfigError =>
  new ConfigError(`${file} is no whole directory of Parley; use another backup.`, { cause })

/** Opens a file that must be a directory without damage; changes nothing of it. */
function openChecked(file: string): Sqlite {
  const database = new Database(file)
  try {
    if (damageOf(database) === null && hasTable(database, 'ids')) return database
    throw notWhole(file)
  } catch (error) {
    database.close()
    throw isDamage(error) ? notWhole(file, error) : error
  }
}

function contentOf(database: Sqlite): Content {
  // The driver has no types for rows.
  const [row] = database.prepare('select count(*) as ids, max(created_at) as newest from ids').all() as Content[]
  return row ?? { ids: 0, newest: null }
}

/** Moves a database with the files beside it away, and returns where; null if there is none. */
function setAside(database: string): string | null {
  if (!existsSync(database)) {
    removeDatabase(database)
    return null
  }
  const away = `${database}.before`
  removeDatabase(away)
  const moves = [database, ...besides(database)].map(
    (file, index) => [file, [away, ...besides(away)][index] ?? away] as const,
  )
  for (const [from, to] of moves) if (existsSync(from)) renameSync(from, to)
  return away
}
