import { parentPort, workerData } from 'node:worker_threads'
import { run } from '../run.ts'
import { report } from '../script/report.ts'
import { schedulesOf } from './schedules.ts'
import type { Message, Task } from './task.ts'

/** The number of runs between two progress messages. */
const CHUNK = 250

const tell = (message: Message): void => parentPort?.postMessage(message)

async function work({ schedules, untilFound }: Extract<Task, { do: 'run' }>): Promise<void> {
  let done = 0
  for (const script of schedulesOf(schedules)) {
    const { problem } = await run(script)
    done += 1
    if (problem === null && done < CHUNK) continue
    tell({ done, found: problem === null ? null : { script, problem } })
    done = 0
    if (problem !== null && untilFound) return
  }
  tell({ done, found: null })
}

// Module top level: the worker runs its task and exits.
const task = workerData as Task
if (task.do === 'run') await work(task)
else tell({ report: await report(task.script) })
