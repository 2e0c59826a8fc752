import { Worker } from 'node:worker_threads'
import type { Bundle } from './bundle.ts'
import type { Schedules } from './schedules.ts'
import type { Found, Message, Task } from './task.ts'

/** Runs a task in a worker. Resolves when the worker has ended, and rejects with what it threw. */
function work(
  { url }: Bundle,
  task: Task,
  signal: AbortSignal | null,
  hear: (message: Message) => void,
): Promise<void> {
  // Most objects of a run live briefly. A large young generation makes collecting them cheap.
  const worker = new Worker(url, { workerData: task, resourceLimits: { maxYoungGenerationSizeMb: 128 } })
  signal?.addEventListener('abort', () => void worker.terminate())
  worker.on('message', hear)
  return new Promise((resolve, reject) => {
    worker.on('error', reject)
    worker.on('exit', () => resolve())
  })
}

export interface RunInWorkerOptions {
  /** True to stop at the first schedule that fails. */
  untilFound: boolean
  /** Terminates the worker. */
  signal: AbortSignal
  /** Called with the number of schedules run since the last call, and with the failure of the last of them, or null. */
  progress(done: number, found: Found | null): void
}

/** Runs schedules in a worker. Resolves when the worker has ended or was terminated. */
export function runInWorker(bundle: Bundle, schedules: Schedules, options: RunInWorkerOptions): Promise<void> {
  const { untilFound, signal, progress } = options
  return work(bundle, { do: 'run', schedules, untilFound }, signal, (message) => {
    if ('done' in message) progress(message.done, message.found)
  })
}

/** Resolves to the report of a script that fails with this bundle. */
export async function reportOf(bundle: Bundle, { script }: Found): Promise<string> {
  const reports: string[] = []
  await work(bundle, { do: 'report', script }, null, (message) => {
    if ('report' in message) reports.push(message.report)
  })
  return reports.join('\n')
}
