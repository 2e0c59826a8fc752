import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '@parley/protocol'
import type { WarnSeldom } from '../warnSeldom.ts'

/** How long an answer holds, so that asking often costs nothing. Milliseconds. */
const HOLDS_MS = 5_000

/** How much must fit on the disk: more than the database writes at once. Bytes. */
const ROOM = 1024 * 1024

/** How the server is: well, without room on the disk, or without a folder that it can write to. */
export type Health = 'ok' | 'diskFull' | 'dataUnwritable'

/** The ports of `createHealth`. */
export interface HealthOptions {
  /** The file that is written to find out, and left empty; null if the server keeps no files. */
  file: string | null
  clock: Pick<Clock, 'now'>
  warnSeldom: WarnSeldom
}

/** The file by which a data folder is tried; null for `:memory:`. */
export const healthFileIn = (dataDir: string): string | null =>
  dataDir === ':memory:' ? null : join(dataDir, 'health')

/** Writes as much as must fit, and takes it back. Rejects with the system's error. */
async function tryToWrite(file: string): Promise<void> {
  const handle = await open(file, 'w', 0o600)
  try {
    await handle.writeFile(Buffer.alloc(ROOM))
    // Some file systems find out only now that there is no room.
    await handle.datasync()
  } finally {
    await handle.truncate().catch(() => {})
    await handle.close()
  }
}

/** The system's codes for a disk without room, and for an account that may use no more of it. */
const isFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')

/** Creates the check of the server's health. It is made when somebody asks, at most once in `HOLDS_MS`. */
export function createHealth({ file, clock, warnSeldom }: HealthOptions): () => Promise<Health> {
  let latest: { at: number; health: Promise<Health> } | null = null

  async function check(): Promise<Health> {
    if (file === null) return 'ok'
    try {
      await tryToWrite(file)
      return 'ok'
    } catch (error) {
      const health = isFull(error) ? 'diskFull' : 'dataUnwritable'
      warnSeldom(health, 'nothing can be kept: new IDs, devices and missed calls are lost', { err: error })
      return health
    }
  }

  return () => {
    if (!latest || clock.now() - latest.at >= HOLDS_MS) latest = { at: clock.now(), health: check() }
    return latest.health
  }
}
