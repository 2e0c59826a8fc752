import { Worker } from 'node:worker_threads'
import type { Bundle } from './bundle.ts'
import type { Schedules } from './schedules.ts'
import type { Found, Message, Task } from './task.ts'

/** Resolves when the worker has ended; rejects with what it threw. */
function work(
  { url }: Bundle,
  task: Task,
  signal: AbortSignal | null,
  hear: (message: Message) => void,
): Promise<void> {
  // A run's garbage dies young; where there is room for it, it costs nothing.
  const worker = new Worker(url, { workerData: task, resourceLimits: { maxYoungGenerationSizeMb: 128 } })
  signal?.addEventListener('abort', () => void worker.terminate())
  worker.on('message', hear)
  return new Promise((resolve, reject) => {
    worker.on('error', reject)
    worker.on('exit', () => resolve())
  })
}

export interface RunInWorkerOptions {
  /** Whether it ends with the first schedule that goes wrong. */
  untilFound: boolean
  /** Ends the worker, whatever it does. */
  signal: AbortSignal
  /** Told how many schedules have been run since it was last told, and what was found in the last of them. */
  progress(done: number, found: Found | null): void
}

/** Runs schedules in a worker. Resolves when it has ended, or was. */
export function runInWorker(bundle: Bundle, schedules: Schedules, options: RunInWorkerOptions): Promise<void> {
  const { untilFound, signal, progress } = options
  return work(bundle, { do: 'run', schedules, untilFound }, signal, (message) => {
    if ('done' in message) progress(message.done, message.found)
  })
}

/** Resolves to the report of a script that goes wrong with this bundle. */
export async function reportOf(bundle: Bundle, { script }: Found): Promise<string> {
  const reports: string[] = []
  await work(bundle, { do: 'report', script }, null, (message) => {
    if ('report' in message) reports.push(message.report)
  })
  return reports.join('\n')
}
