import type { Script, Transport } from '../script/script.ts'
import { scriptOf } from '../script/scriptOf.ts'

/** The seeds `first`, `first + step` and so on, each over every transport, until there are `runs` schedules. */
export interface Seeds {
  first: number
  step: number
  runs: number
  transports: readonly Transport[]
}

/** Scripts written by hand, and then those that seeds generate. */
export interface Schedules {
  scripts?: readonly Script[]
  seeds?: Seeds
}

/** Yields each script in order. */
export function* schedulesOf({ scripts = [], seeds }: Schedules): Generator<Script> {
  yield* scripts
  if (!seeds) return
  const { first, step, runs, transports } = seeds
  for (let index = 0; index < runs; index += 1) {
    const seed = first + Math.floor(index / transports.length) * step
    yield scriptOf(seed, transports[index % transports.length] ?? 'fifo')
  }
}
