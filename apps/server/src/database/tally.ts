import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs'

/**
 * How much of a directory has been acknowledged: IDs claimed, keys added and keys removed, counted together. It only
 * grows, also when an ID becomes free.
 */
export interface Tally {
  /** Names the directory: random, made once. */
  readonly identity: string
  readonly acknowledged: number
}

const FORM = /^([\w-]{22}) (\d{1,15})\n$/

/** Reads the tally; null if there is none, or none that can be read. */
export function readTally(file: string): Tally | null {
  try {
    const [, identity, acknowledged] = FORM.exec(readFileSync(file, 'utf8')) ?? []
    return identity && acknowledged ? { identity, acknowledged: Number(acknowledged) } : null
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** Writes the tally; it is on the disk when this returns. */
export function writeTally(file: string, tally: Tally): void {
  const keeper = createTallyKeeper(file)
  try {
    keeper.write(tally)
  } finally {
    keeper.close()
  }
}

/** Keeps the file of a tally open; see `writeTally`. */
export interface TallyKeeper {
  write(tally: Tally): void
  close(): void
}

/**
 * Opens the file of a tally to write it often. Each write is in place, of the same length and within one sector, so that a
 * crash leaves the old one or the new one.
 */
export function createTallyKeeper(path: string): TallyKeeper {
  // Not truncated, and created if needed.
  const file = openSync(path, 'a+', 0o600)
  closeSync(file)
  const inPlace = openSync(path, 'r+')
  return {
    write: ({ identity, acknowledged }) => {
      writeSync(inPlace, `${identity} ${String(acknowledged).padStart(15, '0')}\n`, 0)
      fdatasyncSync(inPlace)
    },
    close: () => closeSync(inPlace),
  }
}
