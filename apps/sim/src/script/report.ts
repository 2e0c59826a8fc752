import { run } from '../run.ts'
import type { Script } from './script.ts'
import { shrink } from './shrink.ts'

/**
 * Shrinks a failing script. Resolves to the seed, the violation, the command that runs it again, the shortest script
 * found, and a trace of that script.
 */
export async function report(script: Script): Promise<string> {
  const least = await shrink(script)
  const trace: string[] = []
  await run(least.script, { trace: (line) => trace.push(line) })
  return [
    `seed ${script.seed} over ${script.transport}: ${least.problem}`,
    `again: npm run sim -- --runs 1 --seed ${script.seed} --transport ${script.transport}`,
    `least script: ${JSON.stringify(least.script)}`,
    ...trace,
  ].join('\n')
}
