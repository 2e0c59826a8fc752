import { describe, expect, it } from 'vitest'
import { firstFound } from '../workers/firstFound.ts'
import { editOf } from './bug.ts'
import { bugs } from './bugs.ts'

/** Each mistake must be found within these schedules. */
const seeds = { first: 1, step: 1, runs: 1_600, transports: ['fifo', 'unordered'] } as const

describe('a planted mistake is found', { timeout: 120_000 }, () => {
  it.for(bugs.map((bug) => [bug.name, bug] as const))('%s', async ([, bug], { signal }) => {
    expect(await firstFound(editOf(bug), { seeds }, signal)).not.toBeNull()
  })
})
