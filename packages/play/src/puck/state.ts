import { nextRandom } from './integers.ts'
import { FIRST_PAUSE, MAX_PUCK_SPEED, PADDLE_RADIUS, PUCK_RADIUS, TABLE, WINNING_SCORE } from './rules.ts'

export interface Point {
  x: number
  y: number
}

/** The whole state of a game of Puck, in integers. The caller's goal (0) is at the bottom, where y is greatest. */
export interface PuckState {
  /** Grows with each round. */
  round: number
  random: number
  puck: Point & { vx: number; vy: number }
  paddles: readonly [Point, Point]
  scores: readonly [number, number]
  /** Frames until the puck moves. */
  pause: number
  /** The players who want another round: bit 0 for the caller, bit 1 for the callee. */
  again: number
}

/** The winner; null during a round. */
export const winnerOf = ({ scores }: PuckState): 0 | 1 | null =>
  scores[0] >= WINNING_SCORE ? 0 : scores[1] >= WINNING_SCORE ? 1 : null

const QUARTER = TABLE.height / 4
const MIDDLE = TABLE.width / 2

/** A puck that comes towards this side, slowly and a little from the side. */
export function serve(towards: 0 | 1, random: number): PuckState['puck'] {
  const side = (random & 0x3_ff) - 512
  return { x: MIDDLE, y: TABLE.height / 2, vx: side, vy: towards === 0 ? 700 : -700 }
}

/** The initial state; the game's number decides who starts. */
export function beginPuck(game: number): PuckState {
  const random = nextRandom(game >>> 0 || 1)
  return {
    ...{ round: 1, random, scores: [0, 0], pause: FIRST_PAUSE, again: 0 },
    puck: serve((random >>> 16) & 1 ? 1 : 0, random),
    paddles: [
      { x: MIDDLE, y: TABLE.height - QUARTER / 2 },
      { x: MIDDLE, y: QUARTER / 2 },
    ],
  }
}

/** The same as a list, for hashing and sending. */
export const writePuck = ({ round, random, puck, paddles, scores, pause, again }: PuckState): number[] => [
  ...[round, random, puck.x, puck.y, puck.vx, puck.vy],
  ...[paddles[0].x, paddles[0].y, paddles[1].x, paddles[1].y],
  ...[scores[0], scores[1], pause, again],
]

const half = TABLE.height / 2
const across = [PADDLE_RADIUS, TABLE.width - PADDLE_RADIUS] as const
/** The least and the greatest of each number of the list. */
const ranges: readonly (readonly [number, number])[] = [
  [1, 2 ** 31],
  [1, 2 ** 32 - 1],
  [PUCK_RADIUS, TABLE.width - PUCK_RADIUS],
  [0, TABLE.height],
  [-MAX_PUCK_SPEED, MAX_PUCK_SPEED],
  [-MAX_PUCK_SPEED, MAX_PUCK_SPEED],
  across,
  [half + PADDLE_RADIUS, TABLE.height - PADDLE_RADIUS],
  across,
  [PADDLE_RADIUS, half - PADDLE_RADIUS],
  [0, WINNING_SCORE],
  [0, WINNING_SCORE],
  [0, FIRST_PAUSE],
  [0, 3],
]

/** True if these integers are within the bounds of a state. */
export const isWithinBounds = (list: readonly unknown[]): list is readonly number[] =>
  list.length === ranges.length &&
  ranges.every(([least, most], at) => {
    const value = list[at]
    return Number.isInteger(value) && Number(value) >= least && Number(value) <= most
  })

/** Reads a list that the other side sent; undefined if it cannot be a state. */
export function parsePuck(written: unknown): PuckState | undefined {
  if (!Array.isArray(written) || !isWithinBounds(written)) return undefined
  const [round = 1, random = 1, x = 0, y = 0, vx = 0, vy = 0, ...rest] = written
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, score0 = 0, score1 = 0, pause = 0, again = 0] = rest
  return {
    ...{ round, random, pause, again, scores: [score0, score1], puck: { x, y, vx, vy } },
    paddles: [
      { x: x0, y: y0 },
      { x: x1, y: y1 },
    ],
  }
}
