import {
  encodeInput,
  GOAL_HALF,
  PADDLE_RADIUS,
  type PlayerIndex,
  PUCK_RADIUS,
  type PuckInput,
  type PuckState,
  TABLE,
  winnerOf,
} from '@parley/play'
import type { Spot, Steering, TablePicture, TableShape } from '@parley/ui/play'

const FRAMES_PER_SECOND = 60

/** The table's measures, in widths of the table. */
export const tableShape: TableShape = {
  length: TABLE.height / TABLE.width,
  puckRadius: PUCK_RADIUS / TABLE.width,
  paddleRadius: PADDLE_RADIUS / TABLE.width,
  goalHalf: GOAL_HALF / TABLE.width,
}

/** Converts a point to the view of this player. Player 1 sees the table turned by half. */
const seenFrom = (player: PlayerIndex, { x, y }: { x: number; y: number }): Spot => {
  const [across, along] = [x / TABLE.width, y / TABLE.height]
  return player === 0 ? { across, along } : { across: 1 - across, along: 1 - along }
}

/** The picture of the table in the view of this player. */
export function pictureOf(state: PuckState, player: PlayerIndex): TablePicture {
  const [first, second] = state.paddles
  const over = winnerOf(state) !== null
  return {
    puck: over ? null : seenFrom(player, state.puck),
    mine: seenFrom(player, player === 0 ? first : second),
    theirs: seenFrom(player, player === 0 ? second : first),
    countdown: over ? 0 : Math.ceil(state.pause / FRAMES_PER_SECOND),
  }
}

/** Encodes this player's steering as an input of 32 bits. */
export function bitsOf(steering: Steering, rematch: boolean, player: PlayerIndex): number {
  return encodeInput({ rematch, ...inputOf(steering, player) })
}

type Move<T = PuckInput> = T extends PuckInput ? Omit<T, 'rematch'> : never

function inputOf(steering: Steering, player: PlayerIndex): Move {
  const turned = player === 1
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

/** Score, winner and wishes for another round, in the view of this player. */
export function standingOf(state: PuckState, player: PlayerIndex) {
  const other = player === 0 ? 1 : 0
  const winner = winnerOf(state)
  return {
    scores: { mine: state.scores[player], theirs: state.scores[other] },
    winner: winner === null ? null : winner === player ? ('me' as const) : ('them' as const),
    again: { mine: (state.again & (1 << player)) !== 0, theirs: (state.again & (1 << other)) !== 0 },
  }
}
