import { decodeInput, type PuckInput } from './input.ts'
import { clamp, divide, integerRoot, nextRandom } from './integers.ts'
import {
  FIRST_PAUSE,
  GOAL_HALF,
  GOAL_PAUSE,
  KEY_SPEED,
  MAX_PADDLE_SPEED,
  MAX_PUCK_SPEED,
  PADDLE_RADIUS,
  PUCK_RADIUS,
  TABLE,
} from './rules.ts'
import { type Point, type PuckState, serve, winnerOf } from './state.ts'

type Puck = PuckState['puck']

/** The scale of a direction: one of this length is 1. */
const UNIT = 1024
const TOUCH = PUCK_RADIUS + PADDLE_RADIUS
const MIDDLE = TABLE.width / 2
const MOUTH = GOAL_HALF - PUCK_RADIUS

/** The next frame of Puck: a function of nothing but what it is given, in integers only. */
export function stepPuck(state: PuckState, bits: readonly [number, number]): PuckState {
  const inputs = [decodeInput(bits[0]), decodeInput(bits[1])] as const
  const paddles = [movePaddle(state.paddles[0], inputs[0], 0), movePaddle(state.paddles[1], inputs[1], 1)] as const
  if (winnerOf(state) !== null) return askAgain({ ...state, paddles }, inputs)
  if (state.pause > 0) return { ...state, paddles, pause: state.pause - 1 }
  let puck = slide(state.puck)
  for (const player of [0, 1] as const) puck = hit(puck, paddles[player], state.paddles[player])
  puck = bounce(puck, state.puck)
  const next = { ...state, paddles, puck }
  if (puck.y <= 0) return score(next, 0)
  return puck.y >= TABLE.height ? score(next, 1) : next
}

function askAgain(state: PuckState, inputs: readonly [PuckInput, PuckInput]): PuckState {
  const again = state.again | (inputs[0].rematch ? 1 : 0) | (inputs[1].rematch ? 2 : 0)
  if (again !== 3) return { ...state, again }
  const random = nextRandom(state.random)
  const towards = winnerOf(state) === 0 ? 1 : 0
  return {
    ...{ ...state, again: 0, random, round: state.round + 1, scores: [0, 0], pause: FIRST_PAUSE },
    puck: serve(towards, random),
  }
}

function score(state: PuckState, by: 0 | 1): PuckState {
  const [first, second] = state.scores
  const random = nextRandom(state.random)
  return {
    ...{ ...state, random, pause: GOAL_PAUSE },
    scores: by === 0 ? [first + 1, second] : [first, second + 1],
    puck: serve(by === 0 ? 1 : 0, random),
  }
}

function movePaddle(paddle: Point, input: PuckInput, player: 0 | 1): Point {
  const { x, y } = shorten(wish(paddle, input), input.kind === 'keys' ? KEY_SPEED : MAX_PADDLE_SPEED)
  const top = player === 0 ? TABLE.height / 2 : 0
  return {
    x: clamp(paddle.x + x, PADDLE_RADIUS, TABLE.width - PADDLE_RADIUS),
    y: clamp(paddle.y + y, top + PADDLE_RADIUS, top + TABLE.height / 2 - PADDLE_RADIUS),
  }
}

/** The velocity the paddle would have without limits. */
function wish(paddle: Point, input: PuckInput): Point {
  switch (input.kind) {
    case 'none':
      return { x: 0, y: 0 }
    case 'keys':
      return {
        x: (Number(input.right) - Number(input.left)) * KEY_SPEED,
        y: (Number(input.down) - Number(input.up)) * KEY_SPEED,
      }
    case 'pointer':
      return { x: input.x - paddle.x, y: input.y - paddle.y }
  }
}

/** Limits the length of a vector and keeps its direction. */
function shorten({ x, y }: Point, most: number): Point {
  const length = integerRoot(x * x + y * y)
  if (length <= most) return { x, y }
  return { x: divide(x * most, length), y: divide(y * most, length) }
}

/** Slows the puck down; the table slopes a little towards the goals, so that no puck rests out of reach of both. */
function slide({ x, y, vx, vy }: Puck): Puck {
  const down = y >= TABLE.height / 2 ? 3 : -3
  const inwards = x >= MIDDLE ? -2 : 2
  const slow = (speed: number) => speed - divide(speed, 256)
  const speed = shorten({ x: slow(vx) + inwards, y: slow(vy) + down }, MAX_PUCK_SPEED)
  return { x: x + speed.x, y: y + speed.y, vx: speed.x, vy: speed.y }
}

/** A paddle that touches the puck pushes it away, and gives it nine tenths of the impact. */
function hit(puck: Puck, paddle: Point, before: Point): Puck {
  const [dx, dy] = [puck.x - paddle.x, puck.y - paddle.y]
  if (Math.abs(dx) >= TOUCH || Math.abs(dy) >= TOUCH) return puck
  const distance = integerRoot(dx * dx + dy * dy)
  if (distance >= TOUCH) return puck
  const [nx, ny] = distance === 0 ? [0, UNIT] : [divide(dx * UNIT, distance), divide(dy * UNIT, distance)]
  const [rx, ry] = [puck.vx - (paddle.x - before.x), puck.vy - (paddle.y - before.y)]
  const towards = Math.min(0, divide(rx * nx + ry * ny, UNIT))
  const blow = divide(towards * 19, 10)
  const speed = shorten({ x: puck.vx - divide(blow * nx, UNIT), y: puck.vy - divide(blow * ny, UNIT) }, MAX_PUCK_SPEED)
  return {
    ...{ x: paddle.x + divide(nx * TOUCH, UNIT), y: paddle.y + divide(ny * TOUCH, UNIT) },
    ...{ vx: speed.x, vy: speed.y },
  }
}

const off = (speed: number) => divide(speed * -15, 16)

/** The sides reflect the puck, and the ends do except between the posts. */
function bounce(puck: Puck, before: Point): Puck {
  let { x, y, vx, vy } = puck
  if (x < PUCK_RADIUS || x > TABLE.width - PUCK_RADIUS) {
    const wall = x < PUCK_RADIUS ? PUCK_RADIUS : TABLE.width - PUCK_RADIUS
    if (vx !== 0 && vx < 0 === x < PUCK_RADIUS) vx = off(vx)
    x = wall
  }
  const pastEnd = (at: number) => at < PUCK_RADIUS || at > TABLE.height - PUCK_RADIUS
  if (pastEnd(y)) {
    const inMouth = Math.abs(x - MIDDLE) <= MOUTH
    if (pastEnd(before.y)) {
      // Already between the posts, which hold it there.
      if (!inMouth) vx = off(vx)
      x = clamp(x, MIDDLE - MOUTH, MIDDLE + MOUTH)
    } else if (!inMouth) {
      const top = y < PUCK_RADIUS
      if (vy !== 0 && vy < 0 === top) vy = off(vy)
      y = top ? PUCK_RADIUS : TABLE.height - PUCK_RADIUS
    }
  }
  return { x, y: clamp(y, 0, TABLE.height), vx, vy }
}
