import { bundleProgram, type Edit } from './bundle.ts'
import { runInWorker } from './runInWorker.ts'
import type { Schedules } from './schedules.ts'
import type { Found } from './task.ts'

/**
 * Resolves to the first schedule that fails with this edit; null if none does. Rejects if the edit does not apply, if
 * the worker throws, or if the signal aborts.
 */
export async function firstFound(edit: Edit, schedules: Schedules, signal: AbortSignal): Promise<Found | null> {
  const bundle = await bundleProgram(edit)
  const all: Found[] = []
  try {
    const progress = (_done: number, found: Found | null) => void (found && all.push(found))
    await runInWorker(bundle, schedules, { untilFound: true, signal, progress })
  } finally {
    await bundle.close()
  }
  signal.throwIfAborted()
  return all[0] ?? null
}
