import type { Script, Transport } from '../script/script.ts'
import { scriptOf } from '../script/scriptOf.ts'

/** Seeds `first`, `first + step` and so on, each over each transport, until there are `runs` schedules. */
export interface Seeds {
  first: number
  step: number
  runs: number
  transports: readonly Transport[]
}

/** First what was written by hand, then what follows from seeds. */
export interface Schedules {
  scripts?: readonly Script[]
  seeds?: Seeds
}

/** Each schedule in its turn. */
export function* schedulesOf({ scripts = [], seeds }: Schedules): Generator<Script> {
  yield* scripts
  if (!seeds) return
  const { first, step, runs, transports } = seeds
  for (let index = 0; index < runs; index += 1) {
    const seed = first + Math.floor(index / transports.length) * step
    yield scriptOf(seed, transports[index % transports.length] ?? 'fifo')
  }
}
