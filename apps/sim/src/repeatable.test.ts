import { expect, it } from 'vitest'
import { run } from './run.ts'
import type { Transport } from './script/script.ts'
import { scriptOf } from './script/scriptOf.ts'

/** The seeds from 1 to `count`. */
const firstSeeds = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

async function traceOf(seed: number, transport: Transport): Promise<string> {
  const lines: string[] = []
  await run(scriptOf(seed, transport), { trace: (line) => lines.push(line) })
  return lines.join('\n')
}

it.each(['fifo', 'unordered'] as const)(
  'the same seed gives the same run to the letter, over %s',
  async (transport) => {
    for (const seed of firstSeeds(40)) {
      const trace = await traceOf(seed, transport)
      expect(trace.length).toBeGreaterThan(1_000)
      expect(await traceOf(seed, transport)).toBe(trace)
    }
  },
)

it('a run is the same beside others as alone', async () => {
  const seeds = firstSeeds(20)
  const together = await Promise.all(seeds.map((seed) => traceOf(seed, 'unordered')))
  for (const [index, seed] of seeds.entries()) expect(together[index]).toBe(await traceOf(seed, 'unordered'))
})

it('another seed gives another run', async () => {
  expect(await traceOf(1, 'fifo')).not.toBe(await traceOf(2, 'fifo'))
})
