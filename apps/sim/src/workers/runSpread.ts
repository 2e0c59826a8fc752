import type { Bundle } from './bundle.ts'
import { type RunInWorkerOptions, runInWorker } from './runInWorker.ts'
import type { Schedules, Seeds } from './schedules.ts'

export interface Spread extends Omit<RunInWorkerOptions, 'signal'> {
  seeds: Omit<Seeds, 'step'>
  workers: number
}

/** Runs the schedules of these seeds in several workers. With `untilFound`, the first failure ends all of them. */
export async function runSpread(bundle: Bundle, { seeds, workers, untilFound, progress }: Spread): Promise<void> {
  const { first, runs, transports } = seeds
  const step = Math.max(1, Math.min(workers, Math.ceil(runs / transports.length)))
  const end = new AbortController()
  const shareOf = (index: number): Schedules => ({
    seeds: { first: first + index, step, transports, runs: Math.floor((runs + step - 1 - index) / step) },
  })
  const options: RunInWorkerOptions = {
    untilFound,
    signal: end.signal,
    progress: (done, found) => {
      progress(done, found)
      if (found && untilFound) end.abort()
    },
  }
  await Promise.all(Array.from({ length: step }, (_, index) => runInWorker(bundle, shareOf(index), options)))
}
