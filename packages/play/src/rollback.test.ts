import { expect, test } from 'vitest'
import { createRollback, type Rules } from './rollback.ts'

const sum: Rules<number> = {
  initial: 0,
  step: (state, [one, other]) => (state + one + other) | 0,
  hash: (state) => state,
}

test('one packet that is late does not make a side wait that is not ahead', () => {
  const [one, other] = [createRollback({ rules: sum, player: 0 }), createRollback({ rules: sum, player: 1 })]
  const step = () => {
    one.advance(1)
    other.advance(1)
  }
  for (let frame = 0; frame < 120; frame += 1) {
    step()
    one.receive(other.packet())
    other.receive(one.packet())
  }
  expect(one.lead()).toBe(0)
  const late = other.packet()
  for (let frame = 0; frame < 8; frame += 1) step()
  one.receive(late)
  // Half a frame is let be.
  expect(one.lead()).toBeGreaterThan(0)
  expect(one.lead()).toBeLessThan(0.5)
})
