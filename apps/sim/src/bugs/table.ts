import type { Transport } from '../script/script.ts'
import { bundleProgram } from '../workers/bundle.ts'
import { runSpread } from '../workers/runSpread.ts'
import type { Found } from '../workers/task.ts'
import { editOf } from './bug.ts'
import { bugs } from './bugs.ts'

export interface TableOptions {
  /** Schedules for each mistake over each transport. */
  runs: number
  first: number
  transports: readonly Transport[]
  workers: number
}

/**
 * Yields a Markdown table by rows: for each planted mistake, the share of schedules that find it over each transport,
 * and the invariant that finds it most often.
 */
export async function* table({ runs, first, transports, workers }: TableOptions): AsyncGenerator<string> {
  yield `| planted mistake | ${transports.join(' | ')} | found most by |\n| --- | ${transports.map(() => '--- | ').join('')}--- |`
  for (const bug of bugs) {
    const invariants = new Map<string, number>()
    const shares: string[] = []
    const bundle = await bundleProgram(editOf(bug))
    for (const transport of transports) {
      let count = 0
      const progress = (_done: number, found: Found | null) => {
        const invariant = found?.problem.split(':')[0]
        if (invariant === undefined) return
        count += 1
        invariants.set(invariant, (invariants.get(invariant) ?? 0) + 1)
      }
      const seeds = { first, runs, transports: [transport] }
      await runSpread(bundle, { seeds, workers, untilFound: false, progress })
      shares.push(`${((100 * count) / runs).toFixed(1)} %`)
    }
    await bundle.close()
    const [most] = [...invariants].sort(([, one], [, other]) => other - one)
    yield `| ${bug.name} | ${shares.join(' | ')} | ${most?.[0] ?? 'nothing'} |`
  }
}
