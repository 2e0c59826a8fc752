import { expect, it } from 'vitest'
import { firstSeeds, runSeeds } from './testing/runSeeds.ts'

it('the call protocol holds in 2,000 schedules when messages come in order', { timeout: 120_000 }, async () => {
  expect(await runSeeds(firstSeeds(2_000), 'fifo')).toBe(2_000)
})
