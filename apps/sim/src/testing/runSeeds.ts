import { run } from '../run.ts'
import { report } from '../script/report.ts'
import type { Transport } from '../script/script.ts'
import { scriptOf } from '../script/scriptOf.ts'

/** Runs the schedule of each seed. Resolves to their number. Rejects with a report of the first that fails. */
export async function runSeeds(seeds: Iterable<number>, transport: Transport): Promise<number> {
  let count = 0
  for (const seed of seeds) {
    const script = scriptOf(seed, transport)
    if ((await run(script)).problem !== null) throw new Error(await report(script))
    count += 1
  }
  return count
}

/** The seeds from 1 to `count`. */
export const firstSeeds = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)
