import { TABLE } from './rules.ts'

/** A player's input of one frame. Directions and places are those of the table, with the caller at the bottom. */
export type PuckInput = { rematch: boolean } & (
  | { kind: 'none' }
  | { kind: 'keys'; up: boolean; down: boolean; left: boolean; right: boolean }
  /** The paddle's target, in lengths of the table. */
  | { kind: 'pointer'; x: number; y: number }
)

const STEPS = 1023
const bit = (on: boolean, at: number) => (on ? 1 << at : 0)
const quantised = (value: number, length: number) => Math.max(0, Math.min(STEPS, Math.round((value / length) * STEPS)))

/** In 32 bits: two of kind, one for the rematch, four of keys from bit 3, ten each of x and y from bits 8 and 18. */
export function encodeInput(input: PuckInput): number {
  const rematch = bit(input.rematch, 2)
  if (input.kind === 'none') return rematch
  if (input.kind === 'keys')
    return 1 | rematch | bit(input.up, 3) | bit(input.down, 4) | bit(input.left, 5) | bit(input.right, 6)
  const [x, y] = [quantised(input.x, TABLE.width), quantised(input.y, TABLE.height)]
  return 2 | rematch | (x << 8) | (y << 18)
}

/** Any 32 bits mean something. */
export function decodeInput(bits: number): PuckInput {
  const on = (at: number) => ((bits >>> at) & 1) === 1
  const rematch = on(2)
  const part = (at: number) => (bits >>> at) & STEPS
  switch (bits & 3) {
    case 1:
      return { rematch, kind: 'keys', up: on(3), down: on(4), left: on(5), right: on(6) }
    case 2:
      return {
        ...{ rematch, kind: 'pointer' },
        x: Math.trunc((part(8) * TABLE.width) / STEPS),
        y: Math.trunc((part(18) * TABLE.height) / STEPS),
      }
    default:
      return { rematch, kind: 'none' }
  }
}
