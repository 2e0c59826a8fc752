import type { Clock } from '@parley/protocol'
import { createRandom, mix, type Seed } from './random.ts'

/** Where the world's wall clocks begin: far from every monotonic clock. */
const EPOCH = 1_790_000_000_000

/** How much too fast or slow a machine's clocks run at most, in parts of a million. Real ones stay within a tenth of it. */
const MOST_PPM = 1_000

/** The clocks of one machine. They drift; the wall clock is also wrong, and is set now and then. Milliseconds. */
export interface Machine {
  /** How much faster the machine's time passes than the world's; close to 1. */
  readonly rate: number
  /** Begins a monotonic clock, as each page and each process gets one. It begins anywhere. */
  begin(): () => number
  wall(): number
  /** What the wall clock said `ms` ago. */
  wallAgo(ms: number): number
  /** Sets the wall clock forward, or back with a negative number. */
  step(by: number): void
}

/** How a machine's clocks go. */
export interface MachineOptions {
  /** The world's clock. */
  world: Pick<Clock, 'now'>
  /** Decides about drift and beginnings; null for clocks that do not drift. */
  seed: Seed
  /** How far the wall clock is ahead of the world's. */
  ahead: number
  /** True for the machine by whose monotonic clock the others' drift is measured. */
  steady?: boolean
}

/** Creates a machine whose clocks begin now. */
export function createMachine({ world, seed, ahead, steady = false }: MachineOptions): Machine {
  const random = createRandom(seed)
  const drift = (often: number) => (random.chance(often) ? random.int(-MOST_PPM, MOST_PPM) / 1_000_000 : 0)
  const rate = steady ? 1 : 1 + drift(0.7)
  const wallRate = rate + drift(0.5)
  const start = world.now()
  const steps: { at: number; by: number }[] = []
  let set = ahead
  const wall = () => Math.floor(EPOCH + start + (world.now() - start) * wallRate + set)

  return {
    rate,
    begin: () => {
      const [begun, first] = [world.now(), random.int(1, 1_000_000)]
      return () => first + (world.now() - begun) * rate
    },
    wall,
    wallAgo: (ms) => {
      const since = steps.filter(({ at }) => at > world.now() - ms).reduce((sum, { by }) => sum + by, 0)
      return wall() - ms - since
    },
    step: (by) => {
      set += by
      steps.push({ at: world.now(), by })
    },
  }
}

/** The seed of a machine's clocks: of a device by its own seed, of the server by the script's. */
export const clockSeed = (seed: Seed): Seed => mix(seed, 10)
