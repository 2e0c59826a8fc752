import { puck, TABLE } from '@parley/play'
import { expect, test } from 'vitest'
import { bitsOf, pictureOf, standingOf } from './views.ts'

test('each player sees their own paddle at their own end, and the same puck turned by half', () => {
  const state = { ...puck.begin(1), puck: { x: TABLE.width / 4, y: TABLE.height / 4, vx: 0, vy: 0 } }
  const [one, other] = [pictureOf(state, 0), pictureOf(state, 1)]
  for (const { mine, theirs } of [one, other]) expect(mine.along).toBeGreaterThan(theirs.along)
  expect(one.puck).toEqual({ across: 0.25, along: 0.25 })
  expect(other.puck).toEqual({ across: 0.75, along: 0.75 })
})

test('steering ahead moves a player toward the middle, from either end', () => {
  for (const player of [0, 1] as const)
    for (const steering of [
      { kind: 'keys', ahead: true, back: false, left: false, right: false } as const,
      { kind: 'pointer', across: 0.5, along: 0.5 } as const,
    ]) {
      const bits = bitsOf(steering, false, player)
      const begun = puck.begin(1)
      const moved = puck.step(begun, player === 0 ? [bits, 0] : [0, bits])
      expect(pictureOf(moved, player).mine.along).toBeLessThan(pictureOf(begun, player).mine.along)
      expect(pictureOf(moved, player).theirs).toEqual(pictureOf(begun, player).theirs)
    }
})

test('each player sees the score from their own side', () => {
  const state = { ...puck.begin(1), scores: [7, 2] as const, again: 2 }
  expect(standingOf(state, 0)).toEqual({
    ...{ scores: { mine: 7, theirs: 2 }, winner: 'me', again: { mine: false, theirs: true } },
  })
  expect(standingOf(state, 1)).toEqual({
    ...{ scores: { mine: 2, theirs: 7 }, winner: 'them', again: { mine: true, theirs: false } },
  })
})
