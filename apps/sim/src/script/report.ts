import { run } from '../run.ts'
import type { Script } from './script.ts'
import { shrink } from './shrink.ts'

/** All that somebody needs to see a failure again: its seed, the least script that shows it, and what happens in it. */
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
