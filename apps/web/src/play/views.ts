import {
  encodeInput,
  GOAL_HALF,
  PADDLE_RADIUS,
  type Place,
  PUCK_RADIUS,
  type PuckInput,
  type PuckState,
  TABLE,
  winnerOf,
} from '@parley/play'
import type { Spot, Steering, TablePicture, TableShape } from '@parley/ui/play'

const FRAMES_PER_SECOND = 60

/** The table's measures as the screen wants them. */
export const tableShape: TableShape = {
  length: TABLE.height / TABLE.width,
  puckRadius: PUCK_RADIUS / TABLE.width,
  paddleRadius: PADDLE_RADIUS / TABLE.width,
  goalHalf: GOAL_HALF / TABLE.width,
}

/** The table as it is seen from this place: who was called sees it turned by half. */
const seenFrom = (place: Place, { x, y }: { x: number; y: number }): Spot => {
  const [across, along] = [x / TABLE.width, y / TABLE.height]
  return place === 0 ? { across, along } : { across: 1 - across, along: 1 - along }
}

/** What is on the table, seen from this place. */
export function pictureOf(state: PuckState, place: Place): TablePicture {
  const [first, second] = state.paddles
  const over = winnerOf(state) !== null
  return {
    puck: over ? null : seenFrom(place, state.puck),
    mine: seenFrom(place, place === 0 ? first : second),
    theirs: seenFrom(place, place === 0 ? second : first),
    countdown: over ? 0 : Math.ceil(state.pause / FRAMES_PER_SECOND),
  }
}

/** What somebody at this place does, in 32 bits. */
export function bitsOf(steering: Steering, rematch: boolean, place: Place): number {
  return encodeInput({ rematch, ...inputOf(steering, place) })
}

type Move<T = PuckInput> = T extends PuckInput ? Omit<T, 'rematch'> : never

function inputOf(steering: Steering, place: Place): Move {
  const turned = place === 1
  switch (steering.kind) {
    case 'none':
      return { kind: 'none' }
    case 'keys': {
      const { ahead, back, left, right } = steering
      return turned
        ? { kind: 'keys', up: back, down: ahead, left: right, right: left }
        : { kind: 'keys', up: ahead, down: back, left, right }
    }
    case 'pointer': {
      const { across, along } = steering
      const [x, y] = turned ? [1 - across, 1 - along] : [across, along]
      return { kind: 'pointer', x: x * TABLE.width, y: y * TABLE.height }
    }
  }
}

/** Score, winner and who wants another round, from this place. */
export function standingOf(state: PuckState, place: Place) {
  const other = place === 0 ? 1 : 0
  const winner = winnerOf(state)
  return {
    scores: { mine: state.scores[place], theirs: state.scores[other] },
    winner: winner === null ? null : winner === place ? ('me' as const) : ('them' as const),
    again: { mine: (state.again & (1 << place)) !== 0, theirs: (state.again & (1 << other)) !== 0 },
  }
}
