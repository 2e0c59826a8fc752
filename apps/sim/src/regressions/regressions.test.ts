import { describe, expect, it } from 'vitest'
import { editOf } from '../bugs/bug.ts'
import { run } from '../run.ts'
import { firstFound } from '../workers/firstFound.ts'
import { regressions } from './regressions.ts'

describe('a regression', () => {
  const cases = regressions.map(({ lost, ...regression }) => [lost, regression] as const)

  it.for(cases)('does not happen: %s', async ([, { script }]) => {
    expect((await run(script)).problem).toBeNull()
  })

  it.for(cases)('is found when planted again: %s', { timeout: 60_000 }, async ([lost, { script, bug }], { signal }) => {
    expect(await firstFound(editOf({ name: lost, ...bug }), { scripts: [script] }, signal)).not.toBeNull()
  })
})
