import { run } from '../run.ts'
import type { Transport } from '../script/script.ts'
import { scriptOf } from '../script/scriptOf.ts'
import { bugs } from './bugs.ts'

/** For each planted mistake, the share of schedules that finds it, and by what it is found most often. */
export async function* table(runs: number, seed: number, transports: readonly Transport[]): AsyncGenerator<string> {
  yield `| planted mistake | ${transports.join(' | ')} | found most by |\n| --- | ${transports.map(() => '--- | ').join('')}--- |`
  for (const bug of bugs) {
    const found = new Map<string, number>()
    const shares: string[] = []
    for (const transport of transports) {
      let count = 0
      for (let index = 0; index < runs; index += 1) {
        const { problem } = await run(scriptOf(seed + index, transport), { bug })
        const invariant = problem?.split(':')[0]
        if (invariant === undefined) continue
        count += 1
        found.set(invariant, (found.get(invariant) ?? 0) + 1)
      }
      shares.push(`${((100 * count) / runs).toFixed(1)} %`)
    }
    const [most] = [...found].sort(([, one], [, other]) => other - one)
    yield `| ${bug.name} | ${shares.join(' | ')} | ${most?.[0] ?? 'nothing'} |`
  }
}
