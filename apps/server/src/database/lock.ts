import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { ConfigError } from '../config.ts'
import { isBusy } from './sqlite.ts'

/** Keeps other servers out of a data folder. */
export interface FolderLock {
  release(): void
}

/**
 * Locks a data folder for this process. The system takes the lock back when the process ends, however it ends: it is a lock
 * of SQLite on an empty database, because Node has none of its own.
 *
 * @throws ConfigError if another server has the folder
 */
export function lockFolder(folder: string): FolderLock {
  const file = join(folder, 'parley.lock')
  // Created, but never opened where it exists: closing it would give up a lock that this process holds (POSIX fcntl).
  createPrivate(file)
  const database = new Database(file)
  try {
    database.exec('begin exclusive')
  } catch (error) {
    database.close()
    if (!isBusy(error)) throw error
    throw new ConfigError(
      `DATA_DIR is "${folder}", which another Parley uses; stop that one, or set DATA_DIR to another folder.`,
      { cause: error },
    )
  }
  return { release: () => database.close() }
}

function createPrivate(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
