import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '@parley/protocol'
import { codeOf, openSqlite, queriesOn } from '../database/sqlite.ts'
import { createTallyKeeper } from '../database/tally.ts'
import type { Answer, Question, WorkerData } from './databaseThread.ts'
import { createGroupedWrites } from './groupedWrites.ts'
import { createSqlReads } from './sqlReads.ts'

/** Runs in a thread of its own: answers the questions to a directory, or makes its changes. */
function serve(port: MessagePort, { role, database, tally }: WorkerData): void {
  const connection = openSqlite(database)
  const served =
    role === 'writes'
      ? createGroupedWrites(connection, { tally: createTallyKeeper(tally), clock: systemClock })
      : { ...createSqlReads(queriesOn(connection)), close: async () => void connection.close() }
  // Only `databaseThread` asks, and it asks only for what there is, with the arguments that its types demand.
  const calls = new Map(Object.entries(served) as [string, (...args: readonly unknown[]) => Promise<unknown>][])

  async function answer({ id, name, args }: Question): Promise<Answer> {
    try {
      return { id, value: await calls.get(name)?.(...args) }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return { id, error: { message, code: codeOf(error) } }
    }
  }

  port.on('message', (question: Question) => {
    void answer(question).then((answered) => {
      port.postMessage(answered)
      if (question.name === 'close') port.close()
    })
  })
}

// Only a worker has a port.
if (parentPort) serve(parentPort, workerData)
