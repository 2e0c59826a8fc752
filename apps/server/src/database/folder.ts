import { closeSync, fsyncSync, mkdirSync, openSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** The files of the directory in a data folder. */
export interface DataFiles {
  readonly folder: string
  readonly database: string
  /** Where a database is made before it takes its place. */
  readonly fresh: string
  /** How much was acknowledged; see `tally.ts`. */
  readonly tally: string
}

/** Names the files of the directory in a data folder. */
export const filesIn = (folder: string): DataFiles => ({
  folder,
  database: join(folder, 'parley.db'),
  fresh: join(folder, 'parley.db.new'),
  tally: join(folder, 'parley.tally'),
})

/** The files that SQLite keeps beside a database. */
export const besides = (database: string): string[] => ['-wal', '-shm', '-journal'].map((end) => `${database}${end}`)

/** Deletes a database with all files beside it. */
export function removeDatabase(database: string): void {
  for (const file of [database, ...besides(database)]) rmSync(file, { force: true })
}

/**
 * Creates a folder and those above it, readable only by this account. Node's own `recursive` does not end where a file
 * system says ENOENT to `mkdir`, such as `/proc`.
 */
export function makeFolder(path: string): void {
  const folder = resolve(path)
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EEXIST') return
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error
    makeFolder(dirname(folder))
    mkdirSync(folder, { mode: 0o700 })
  }
}

/** Makes what was done to the files of a folder outlive a power cut, where the system can do that to folders. */
export function syncFolder(folder: string): void {
  let file: number | null = null
  try {
    file = openSync(folder, 'r')
    fsyncSync(file)
  } catch {
    // Windows opens no folders, and keeps a journal of its own.
  } finally {
    if (file !== null) closeSync(file)
  }
}
