import type { Transport } from '../script/script.ts'
import { bundleProgram } from '../workers/bundle.ts'
import { reportOf, runInWorker } from '../workers/runInWorker.ts'
import type { Found } from '../workers/task.ts'

/**
 * Runs the schedules of the seeds from 1 to `count`. Resolves to their number. Rejects with a report of the first that
 * fails. They run as a bundle in a worker, which takes about half the time of the same sources in Vitest.
 */
export async function runSeeds(count: number, transport: Transport, signal: AbortSignal): Promise<number> {
  const bundle = await bundleProgram(null)
  try {
    let done = 0
    const failed: Found[] = []
    const progress = (more: number, found: Found | null) => {
      done += more
      if (found) failed.push(found)
    }
    const seeds = { first: 1, step: 1, runs: count, transports: [transport] }
    await runInWorker(bundle, { seeds }, { untilFound: true, signal, progress })
    if (failed[0]) throw new Error(await reportOf(bundle, failed[0]))
    return done
  } finally {
    await bundle.close()
  }
}
