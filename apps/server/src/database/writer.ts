import { setImmediate } from 'node:timers/promises'
import { isBusy, type Sqlite } from './sqlite.ts'

/** The most writes that share a commit. */
const MAX_GROUP = 500

/** Attempts to begin while another program holds the file, of `BUSY_MS` each, before the writes fail. */
const ATTEMPTS = 10

/** Writes to a database in groups; see `createWriter`. */
export interface Writer {
  /** Runs a write within a transaction. Settles as the write does, once its commit is on the disk. */
  run<T>(write: () => Promise<T>): Promise<T>
  /** Fails all further writes. Resolves when those before are done; waits no longer for another program. */
  close(): Promise<void>
}

interface Waiting {
  /** Runs the write, and returns what to tell its caller after the commit. */
  run(): Promise<() => void>
  fail(error: unknown): void
}

/** The ports of a writer. */
export interface WriterOptions {
  database: Sqlite
  /** Called after each commit, before anybody is told. What it throws fails the writes. */
  committed?: () => void
  /** Waits for more writes to come, which then share the commit. */
  gather?: () => Promise<void>
}

/**
 * Creates the only user of this connection that writes. All writes that wait share one transaction, and so one wait for the
 * disk; one that fails takes back only its own changes. A transaction begins by `exec`, and only its beginning can find the
 * file held by another program: libsql does not reset a prepared statement that did, and every later commit would fail.
 */
export function createWriter({ database, committed, gather = setImmediate }: WriterOptions): Writer {
  let waiting: Waiting[] = []
  let working: Promise<void> | null = null
  let closed = false

  async function begin(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        database.exec('begin immediate')
        return
      } catch (error) {
        if (!isBusy(error) || closed || tries >= ATTEMPTS) throw error
        // Lets `close` be heard meanwhile.
        await setImmediate()
      }
    }
  }

  async function runOne({ run, fail }: Waiting): Promise<() => void> {
    database.exec('savepoint one')
    try {
      const tell = await run()
      database.exec('release one')
      return tell
    } catch (error) {
      database.exec('rollback to one; release one')
      return () => fail(error)
    }
  }

  async function commit(group: readonly Waiting[]): Promise<void> {
    try {
      await begin()
      const told: (() => void)[] = []
      for (const one of group) told.push(await runOne(one))
      database.exec('commit')
      committed?.()
      for (const tell of told) tell()
    } catch (error) {
      if (database.inTransaction) database.exec('rollback')
      for (const { fail } of group) fail(error)
    }
  }

  async function work(): Promise<void> {
    await gather()
    while (waiting.length > 0) {
      const group = waiting.slice(0, MAX_GROUP)
      waiting = waiting.slice(MAX_GROUP)
      await commit(group)
    }
    working = null
  }

  return {
    run: (write) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(new Error('the database is closed'))
          return
        }
        const run = async () => {
          const value = await write()
          return () => resolve(value)
        }
        waiting.push({ run, fail: reject })
        working ??= work()
      }),
    close: async () => {
      closed = true
      await working
    },
  }
}
