import { expect, it } from 'vitest'
import { runSeeds } from './testing/runSeeds.ts'

it('the call protocol holds in 500 schedules when messages come in order', { timeout: 120_000 }, async ({ signal }) => {
  expect(await runSeeds(500, 'fifo', signal)).toBe(500)
})
