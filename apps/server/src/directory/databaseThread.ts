import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** What a thread does with which files. */
export interface WorkerData {
  readonly role: 'reads' | 'writes'
  readonly database: string
  readonly tally: string
}

/** A call of a function in the thread. */
export interface Question {
  readonly id: number
  readonly name: string
  readonly args: readonly unknown[]
}

/** What came of a call. */
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: { message: string; code: string | undefined } }

interface Asked {
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** The functions of a thread, which closes when all before are answered. */
type Remote<T> = T & { close(): Promise<void> }

/**
 * Starts a thread that has a connection to the database of its own, so that the event loop never waits for the disk or for
 * another program. Only the functions of these names are there.
 *
 * @param program the built `databaseWorker`
 * @param lost called once if the thread ends by itself; everything asked of it fails
 */
export function startDatabaseThread<T extends { [K in keyof T]: (...args: never[]) => Promise<unknown> }>(
  program: URL,
  workerData: WorkerData,
  names: Record<keyof T, true>,
  lost: (error: Error) => void,
): Remote<T> {
  const worker = new Worker(program, { workerData })
  const asked = new Map<number, Asked>()
  let last = 0
  let gone: Error | null = null
  let closing = false

  worker.on('message', (answer: Answer) => {
    const call = asked.get(answer.id)
    asked.delete(answer.id)
    if ('error' in answer) call?.reject(Object.assign(new Error(answer.error.message), { code: answer.error.code }))
    else call?.resolve(answer.value)
  })
  function end(error: Error): void {
    if (gone) return
    gone = error
    for (const { reject } of asked.values()) reject(error)
    asked.clear()
    if (!closing) lost(error)
  }
  worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))))
  worker.on('exit', () => end(new Error('the thread of the database has ended')))

  const ask = (name: string, args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (gone) {
        reject(gone)
        return
      }
      last += 1
      asked.set(last, { resolve, reject })
      worker.postMessage({ id: last, name, args } satisfies Question)
    })

  const calls = Object.keys(names).map((name) => [name, (...args: readonly unknown[]) => ask(name, args)])
  return {
    // Each has the name, the parameters and the result of the function in the thread; the compiler cannot follow that.
    ...(Object.fromEntries(calls) as T),
    close: async () => {
      if (gone) return
      closing = true
      const exited = once(worker, 'exit')
      await ask('close', [])
      await exited
    },
  }
}
