import { describe, expect, it } from 'vitest'
import { run } from '../run.ts'
import type { Transport } from '../script/script.ts'
import { scriptOf } from '../script/scriptOf.ts'
import { firstSeeds } from '../testing/runSeeds.ts'
import { bugs } from './bugs.ts'

/** How many schedules each mistake gets before it must have been found. */
const SCHEDULES = 300

describe('a planted mistake is found', () => {
  it.each(bugs.map((bug) => [bug.name, bug] as const))('%s', { timeout: 60_000 }, async (_name, bug) => {
    const transports: readonly Transport[] = ['fifo', 'unordered']
    for (const seed of firstSeeds(SCHEDULES)) {
      for (const transport of transports) {
        const { problem } = await run(scriptOf(seed, transport), { bug })
        if (problem !== null) return
      }
    }
    expect.fail(`not found in ${SCHEDULES} schedules of each kind`)
  })
})
