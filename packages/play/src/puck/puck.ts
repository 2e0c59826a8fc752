import type { Game } from '../match.ts'
import { hashIntegers } from './integers.ts'
import { beginPuck, type PuckState, parsePuck, writePuck } from './state.ts'
import { stepPuck } from './step.ts'

/** Air hockey for two, to seven. */
export const puck: Game<PuckState> = {
  begin: beginPuck,
  step: stepPuck,
  hash: (state) => hashIntegers(writePuck(state)),
  write: writePuck,
  parse: parsePuck,
}
