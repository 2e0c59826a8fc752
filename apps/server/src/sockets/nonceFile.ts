import { appendFile, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { PublicKey } from '@parley/protocol'
import type { Logger } from 'pino'

/** The nonce of a used proof, and until when it is remembered: milliseconds since the epoch. */
export interface UsedNonce {
  readonly key: PublicKey
  readonly nonce: string
  readonly until: number
}

/** Keeps used nonces outside of the process, so that a restart forgets none. */
export interface NonceFile {
  /** The nonces that earlier processes kept, oldest first; some may be out of date. Call it before `keep`. */
  load(): Promise<readonly UsedNonce[]>
  /** Resolves when the nonce would outlive this process. A failure is logged and resolves too. */
  keep(used: UsedNonce): Promise<void>
  /** Resolves when everything is written. */
  close(): Promise<void>
}

interface Options {
  /** The folder, which must exist. */
  dataDir: string
  /** How long a nonce is remembered at most; each of the two files is written for as long. Milliseconds. */
  memoryMs: number
  now: () => number
  log: Logger
}

/** Creates a store that keeps nothing, for a directory in memory. */
export const createNoNonceFile = (): NonceFile => ({
  load: async () => [],
  keep: async () => undefined,
  close: async () => undefined,
})

const write = ({ key, nonce, until }: UsedNonce): string => `${until} ${key} ${nonce}\n`

function parse(text: string): UsedNonce[] {
  // What a crash cut off in the middle of a line is left out: its connection was not admitted.
  return text.split('\n').flatMap((line) => {
    const [, until, key, nonce] = /^(\d+) (\S+) (\S+)$/.exec(line) ?? []
    return until && key && nonce ? { key, nonce, until: Number(until) } : []
  })
}

/**
 * Creates a store in the files `nonces` and `nonces.old` of a folder. All that is to be kept while one write is under way
 * goes into the next: many who come at once cost a few writes. The disk need not have them, because a machine takes
 * longer to start again than a proof is valid.
 */
export function createNonceFile({ dataDir, memoryMs, now, log }: Options): NonceFile {
  const file = join(dataDir, 'nonces')
  const old = join(dataDir, 'nonces.old')
  let lines = ''
  /** The write that takes `lines` along, once the one before is done. */
  let next: Promise<void> | null = null
  let last: Promise<unknown> = Promise.resolve()
  let begunAt = now()

  const read = (path: string): Promise<string> =>
    readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') log.error({ err: error }, 'used proofs of the last minutes could not be read')
      return ''
    })

  /** Begins a new file. What is in the one before the last is out of date by then. */
  async function turnOver(): Promise<void> {
    await rename(file, old).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
    // Readable only by this account, as everything in the folder.
    await (await open(file, 'a', 0o600)).close()
    begunAt = now()
  }

  async function flush(): Promise<void> {
    const text = lines
    lines = ''
    next = null
    try {
      if (now() - begunAt > memoryMs) await turnOver()
      await appendFile(file, text, { mode: 0o600 })
    } catch (error) {
      log.error({ err: error }, 'used proofs could not be kept for a restart')
    }
  }

  return {
    load: async () => [...parse(await read(old)), ...parse(await read(file))],
    keep: (used) => {
      lines += write(used)
      if (!next) {
        next = last.then(flush)
        last = next
      }
      return next
    },
    close: async () => void (await last),
  }
}
