import { readFile } from 'node:fs/promises'
import { regressions } from '../regressions/regressions.ts'
import { ROOT } from '../workers/bundle.ts'
import { firstFound } from '../workers/firstFound.ts'
import type { Seeds } from '../workers/schedules.ts'
import { type Mutant, mutantsOf } from './mutantsOf.ts'

/** A mutant with which a run takes so long is found: it does not come to an end. Milliseconds. */
const HANGS_MS = 300_000

export interface SurveyOptions {
  /** From the root of the repository. */
  file: string
  /** What each mutant gets after the scripts of all regressions. */
  seeds: Seeds
  workers: number
  /** Told of each mutant that no schedule has found. */
  survived(mutant: Mutant): void
}

/** Tries every mutant of a file. Resolves to how many there are. */
export async function survey({ file, seeds, workers, survived }: SurveyOptions): Promise<number> {
  const mutants = mutantsOf(await readFile(new URL(file, ROOT), 'utf8'))
  const scripts = regressions.map(({ script }) => script)
  const rest = mutants.values()

  async function isFound({ source }: Mutant): Promise<boolean> {
    const signal = AbortSignal.timeout(HANGS_MS)
    const edit = { file, apply: () => source }
    return firstFound(edit, { scripts, seeds }, signal).then(
      (found) => found !== null,
      // It could not be loaded, threw or hung.
      () => true,
    )
  }

  async function work(): Promise<void> {
    for (const mutant of rest) if (!(await isFound(mutant))) survived(mutant)
  }

  await Promise.all(Array.from({ length: workers }, work))
  return mutants.length
}
