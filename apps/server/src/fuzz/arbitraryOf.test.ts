import { clientEvents, deviceLinkClientEvents } from '@parley/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { arbitraryOf } from './arbitraryOf.ts'

it.each(Object.entries({ ...clientEvents, ...deviceLinkClientEvents }))(
  'makes payloads that fit %s',
  (_event, { payload }) => {
    fc.assert(
      fc.property(arbitraryOf(payload), (value) => payload.safeParse(value).success),
      { numRuns: 50 },
    )
  },
)

it('prefers values that mean something', () => {
  const made = fc.sample(arbitraryOf(clientEvents.acceptCall.payload, { callId: ['call-000000000000'] }), {
    numRuns: 100,
    seed: 1,
  })
  expect(made.filter((payload) => JSON.stringify(payload).includes('call-000000000000')).length).toBeGreaterThan(50)
})
