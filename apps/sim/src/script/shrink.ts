import type { Arbitrary } from 'fast-check'
import { run } from '../run.ts'
import type { Script, Step } from './script.ts'

/** Loads fast-check only for a script that fails: most workers never need it. */
const load = () => import('fast-check')

/** Every step except the checks, in a form that fast-check can shrink. */
function anyStep(fc: Awaited<ReturnType<typeof load>>): Arbitrary<Step> {
  const device = fc.nat(3)
  const user = fc.nat(2)
  const after = fc.nat(60_000)
  const media = fc.constantFrom<'voice' | 'video'>('voice', 'video')
  const as = fc.constantFrom<'ring' | 'silence' | 'block'>('ring', 'silence', 'block')
  const time = fc.nat(60_000)
  return fc.oneof(
    fc.record({ after, do: fc.constant('dial'), device, callee: user, media }),
    fc.record({ after, do: fc.constant('accept'), device, media }),
    fc.record({ after, do: fc.constantFrom('decline', 'hangUp', 'block', 'losePath'), device }),
    fc.record({ after, do: fc.constant('screen'), device, caller: user, as }),
    fc.record({ after, do: fc.constant('cut'), device, deviceNotices: time, serverNotices: time, back: time }),
    fc.record({ after, do: fc.constant('reload'), device, crash: fc.boolean(), back: fc.option(time) }),
    fc.record({ after, do: fc.constant('restart') }),
    fc.record({
      after,
      do: fc.constant('setClock'),
      device: fc.option(device),
      by: fc.integer({ min: -86_400_000, max: 86_400_000 }),
    }),
  )
}

/**
 * Resolves to the shortest script found that violates the same invariant, not always in the same way. Rejects if the
 * script violates none.
 */
export async function shrink(script: Script): Promise<{ script: Script; problem: string }> {
  const first = (await run(script)).problem
  if (first === null) throw new Error('a script that goes well cannot be shrunk')
  const invariant = first.split(':')[0]
  const fc = await load()
  const goesOn = fc.asyncProperty(fc.array(anyStep(fc), { maxLength: 100 }), async (steps) => {
    const { problem } = await run({ ...script, steps })
    return problem?.split(':')[0] !== invariant
  })
  const { counterexample } = await fc.check(goesOn, { examples: [[[...script.steps]]], numRuns: 1, seed: 1 })
  const least = { ...script, steps: counterexample?.[0] ?? script.steps }
  return { script: least, problem: (await run(least)).problem ?? first }
}
