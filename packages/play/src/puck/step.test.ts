import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeInput } from './input.ts'
import { integerRoot } from './integers.ts'
import { puck } from './puck.ts'
import { PADDLE_RADIUS, PUCK_RADIUS, TABLE, WINNING_SCORE } from './rules.ts'
import { beginPuck, isWithinBounds, parsePuck, winnerOf, writePuck } from './state.ts'
import { stepPuck } from './step.ts'

const bits = fc.integer({ min: 0, max: 0xff_ff_ff_ff })
/** Some inputs and for how many frames each is held. */
const run = fc.array(fc.tuple(bits, bits, fc.integer({ min: 1, max: 90 })), { maxLength: 40 })

test('with any inputs of the two, every number stays an integer within its bounds, and the same inputs lead to the same state', () => {
  fc.assert(
    fc.property(bits, run, (game, inputs) => {
      let [one, other] = [beginPuck(game), beginPuck(game)]
      for (const [first, second, frames] of inputs)
        for (let frame = 0; frame < frames; frame += 1) {
          one = stepPuck(one, [first, second])
          other = stepPuck(other, [first, second])
          const list = writePuck(one)
          const usual = list.every((value) => !Object.is(value, -0))
          if (!usual || !isWithinBounds(list)) throw new Error(JSON.stringify(one))
        }
      expect(other).toEqual(one)
      expect(puck.hash(other)).toBe(puck.hash(one))
      expect(parsePuck(JSON.parse(JSON.stringify(writePuck(one))))).toEqual(one)
    }),
    { numRuns: 200 },
  )
})

test('a state that is given is not changed', () => {
  const state = beginPuck(7)
  const before = JSON.stringify(state)
  stepPuck(state, [0x2_0001, 0x3_0002])
  expect(JSON.stringify(state)).toBe(before)
})

const none = encodeInput({ kind: 'none', rematch: false })
const rematch = encodeInput({ kind: 'none', rematch: true })

test('with both paddles out of the way goals fall by themselves, and in the end somebody has seven', () => {
  const left = encodeInput({ kind: 'keys', rematch: false, up: false, down: false, left: true, right: false })
  for (const game of [1, 2, 3, 4, 5]) {
    let state = beginPuck(game)
    let frames = 0
    while (winnerOf(state) === null && frames < 60 * 600) {
      state = stepPuck(state, [left, left])
      frames += 1
    }
    expect(Math.max(...state.scores)).toBe(WINNING_SCORE)
  }
})

test('another round begins when both want it, with no goals', () => {
  let state = { ...beginPuck(3), scores: [WINNING_SCORE, 2] as const, pause: 0 }
  state = stepPuck(state, [rematch, none]) as typeof state
  expect([state.again, state.round, state.scores]).toEqual([1, 1, [WINNING_SCORE, 2]])
  const next = stepPuck(state, [none, rematch])
  expect([next.again, next.round, next.scores]).toEqual([0, 2, [0, 0]])
  expect(winnerOf(next)).toBeNull()
})

test('a paddle follows the pointer at no more than its speed, and stays on its own half', () => {
  let state = beginPuck(1)
  const far = encodeInput({ kind: 'pointer', rematch: false, x: 0, y: 0 })
  const { x, y } = state.paddles[0]
  state = stepPuck(state, [far, none])
  expect(Math.hypot(state.paddles[0].x - x, state.paddles[0].y - y)).toBeLessThanOrEqual(22 * 256)
  for (let frame = 0; frame < 100; frame += 1) state = stepPuck(state, [far, none])
  expect(state.paddles[0]).toEqual({ x: PADDLE_RADIUS, y: TABLE.height / 2 + PADDLE_RADIUS })
})

test('a paddle that runs into the puck sends it on faster than itself', () => {
  const begun = beginPuck(1)
  const [x, y] = [TABLE.width / 2, TABLE.height * 0.75]
  const state = {
    ...begun,
    pause: 0,
    puck: { x, y, vx: 0, vy: 0 },
    paddles: [{ x, y: y + 75 * 256 }, begun.paddles[1]] as const,
  }
  const up = encodeInput({ kind: 'keys', rematch: false, up: true, down: false, left: false, right: false })
  const next = stepPuck(state, [up, none])
  expect(next.puck.vy).toBeLessThan(-10 * 256)
})

test('the slowest puck that meets a side stays the same number in what is sent: 0, and not -0', () => {
  const begun = beginPuck(1)
  const puck = { x: TABLE.width - PUCK_RADIUS, y: TABLE.height * 0.75, vx: 3, vy: 0 }
  const next = stepPuck({ ...begun, pause: 0, puck }, [none, none])
  expect(next.puck.vx).toBe(0)
  expect(parsePuck(JSON.parse(JSON.stringify(writePuck(next))))).toEqual(next)
})

test('the root of an integer is the greatest whose square is not above it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 38 - 1 }), (value) => {
      const root = integerRoot(value)
      expect(root * root).toBeLessThanOrEqual(value)
      expect((root + 1) * (root + 1)).toBeGreaterThan(value)
    }),
  )
})

test.each<[what: string, written: unknown]>([
  ['nothing', null],
  ['too few numbers', writePuck(beginPuck(1)).slice(1)],
  ['a fraction', writePuck(beginPuck(1)).with(2, 20_000.5)],
  ['a puck off the table', writePuck(beginPuck(1)).with(2, -1)],
  ['words', writePuck(beginPuck(1)).map(String)],
])('%s is no state', (_what, written) => {
  expect(parsePuck(written)).toBeUndefined()
})
