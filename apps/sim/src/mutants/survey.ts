import { readFile } from 'node:fs/promises'
import { regressions } from '../regressions/regressions.ts'
import { ROOT } from '../workers/bundle.ts'
import { firstFound } from '../workers/firstFound.ts'
import type { Seeds } from '../workers/schedules.ts'
import { type Mutant, mutantsOf } from './mutantsOf.ts'

/** A mutant whose run takes this long counts as found, because the run hangs. Milliseconds. */
const HANGS_MS = 300_000

export interface SurveyOptions {
  /** Path from the root of the repository. */
  file: string
  /** The schedules that each mutant gets after the scripts of all regressions. */
  seeds: Seeds
  workers: number
  /** Called with each mutant that no schedule finds. */
  survived(mutant: Mutant): void
}

/** Tries every mutant of a file. Resolves to the number of mutants. */
export async function survey({ file, seeds, workers, survived }: SurveyOptions): Promise<number> {
  const mutants = mutantsOf(await readFile(new URL(file, ROOT), 'utf8'))
  const scripts = regressions.map(({ script }) => script)
  const rest = mutants.values()

  async function isFound({ source }: Mutant): Promise<boolean> {
    const signal = AbortSignal.timeout(HANGS_MS)
    const edit = { file, apply: () => source }
    return firstFound(edit, { scripts, seeds }, signal).then(
      (found) => found !== null,
      // The mutant could not be bundled or loaded, threw, or hung.
      () => true,
    )
  }

  async function work(): Promise<void> {
    for (const mutant of rest) if (!(await isFound(mutant))) survived(mutant)
  }

  await Promise.all(Array.from({ length: workers }, work))
  return mutants.length
}
