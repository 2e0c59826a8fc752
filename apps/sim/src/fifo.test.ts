import { expect, it } from 'vitest'
import { firstSeeds, runSeeds } from './testing/runSeeds.ts'

it('the call protocol holds in 500 schedules when messages come in order', { timeout: 120_000 }, async () => {
  expect(await runSeeds(firstSeeds(500), 'fifo')).toBe(500)
})
