import { ConfigError } from '../config.ts'
import { type DataFiles, filesIn, makeFolder } from '../database/folder.ts'
import { lockFolder } from '../database/lock.ts'
import { createTables, newIdentity, prepareData } from '../database/prepare.ts'
import { openSqlite, queriesOn } from '../database/sqlite.ts'
import { createTallyKeeper } from '../database/tally.ts'
import { startDatabaseThread } from './databaseThread.ts'
import type { Directory, DirectoryReads, DirectoryWrites } from './directory.ts'
import { createGroupedWrites, type GroupedWrites } from './groupedWrites.ts'
import { createSqlReads } from './sqlReads.ts'

/** A directory that was opened. */
export interface OpenDirectory extends Directory, Pick<GroupedWrites, 'tidy'> {
  /** True if this start has created it, so that nobody has an ID yet. */
  readonly isNew: boolean
}

type Writes = Omit<GroupedWrites, 'close'>

/** How a directory on disk is used. */
export interface DirectoryOptions {
  /**
   * The built `databaseWorker`, two of which then have the database in threads of their own. Null uses it in this one, where
   * everything waits for the disk.
   */
  thread: URL | null
  /** Called if the database is gone while it is in use; everything asked of it fails from then on. */
  lost(error: Error): void
}

const inThisThread: DirectoryOptions = { thread: null, lost: () => undefined }

/**
 * Opens the directory in this folder and creates the folder if needed; `:memory:` keeps it in memory.
 *
 * @throws ConfigError if the folder cannot be used or another server uses it, or if its data is damaged, incomplete or from
 * a newer version
 */
export async function openDirectory(dataDir: string, options: DirectoryOptions = inThisThread): Promise<OpenDirectory> {
  if (dataDir === ':memory:') return openInMemory()
  try {
    return await openOnDisk(dataDir, options)
  } catch (error) {
    if (error instanceof ConfigError) throw error
    const reason = error instanceof Error ? error.message.split('\n')[0] : 'unknown error'
    throw new ConfigError(`DATA_DIR is "${dataDir}", but must be a folder that Parley can write to (${reason}).`, {
      cause: error,
    })
  }
}

async function openInMemory(): Promise<OpenDirectory> {
  const database = openSqlite(':memory:')
  await createTables(queriesOn(database), { identity: newIdentity(), acknowledged: 0 })
  const writes = createGroupedWrites(database, { tally: null, clock: null, gather: async () => undefined })
  return { ...createSqlReads(queriesOn(database)), ...writes, isNew: true }
}

/** Everything that can be asked of the two threads. */
const reads: Record<keyof DirectoryReads, true> = {
  ...{ find: true, isFree: true, hasKey: true, hasSameKey: true, listKeys: true, listMissed: true, findCallLink: true },
  hasUsers: true,
}
const writes: Record<keyof DirectoryWrites | 'tidy', true> = {
  ...{ claim: true, addKey: true, sawKey: true, noteAnswered: true, revoke: true, keepMissed: true, secret: true },
  ...{ keepCallLink: true, useCallLinks: true, dropCallLinks: true, tidy: true },
}

async function openOnDisk(dataDir: string, { thread, lost }: DirectoryOptions): Promise<OpenDirectory> {
  const files = filesIn(dataDir)
  makeFolder(dataDir)
  const lock = lockFolder(dataDir)
  try {
    const isNew = await prepareData(files)
    const [reader, writer] = thread ? startThreads(files, thread, lost) : openHere(files)
    return {
      ...reader,
      ...writer,
      isNew,
      close: async () => {
        await reader.close()
        await writer.close()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

type Halves = [reader: DirectoryReads & Pick<Directory, 'close'>, writer: GroupedWrites]

/** One thread reads, another writes: a slow disk, or a program that holds the file, delays only what must be stored. */
const startThreads = ({ database, tally }: DataFiles, program: URL, lost: (error: Error) => void): Halves => [
  startDatabaseThread<DirectoryReads>(program, { role: 'reads', database, tally }, reads, lost),
  startDatabaseThread<Writes>(program, { role: 'writes', database, tally }, writes, lost),
]

const openHere = (files: DataFiles): Halves => {
  const database = openSqlite(files.database)
  const tally = createTallyKeeper(files.tally)
  return [
    { ...createSqlReads(queriesOn(database)), close: async () => void database.close() },
    createGroupedWrites(openSqlite(files.database), { tally, clock: null }),
  ]
}
