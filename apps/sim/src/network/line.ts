import type { DeviceRef } from '@parley/protocol'
import type { Mutable } from '../mutable.ts'
import { createRandom, mix, type Random, type Seed } from '../random.ts'
import type { Delivery, Transport } from '../script/script.ts'
import type { SimClock } from '../simClock.ts'

/** The longest delay of a message. Milliseconds. */
export const MAX_DELAY_MS = { fifo: 2_500, unordered: 15_000 } as const

/**
 * One connection between a device and the server. `serverTakes` and `deviceTakes` decide whether its ends still accept
 * messages.
 */
export interface Line {
  readonly id: string
  readonly device: DeviceRef
  /** True once nothing passes any more; neither end may have noticed yet. */
  readonly severed: boolean
  /**
   * Sends a message to the server, unless the line is severed. `arrive` is called when the message arrives.
   *
   * @param message returns its name in scripts
   */
  up(message: () => string, arrive: () => void): void
  down(message: () => string, arrive: () => void): void
  sever(): void
}

export interface LineOptions {
  id: string
  device: DeviceRef
  clock: SimClock
  transport: Transport
  seed: Seed
  /** The delivery that the script sets for a message; null if it sets none. */
  deliveryOf(message: () => string): Delivery | null
  serverTakes(line: Line): boolean
  deviceTakes(line: Line): boolean
}

function delayOf(random: Random, transport: Transport): number {
  if (transport === 'unordered' && random.chance(0.08)) return random.int(1_000, MAX_DELAY_MS.unordered)
  return random.chance(0.08) ? random.int(150, MAX_DELAY_MS.fifo) : random.int(5, 150)
}

/**
 * Creates a line. If it is severed, messages under way are lost over `fifo`; over `unordered` they still arrive,
 * perhaps twice.
 */
export function createLine({ clock, transport, seed, deliveryOf, ...options }: LineOptions): Line {
  function direction(number: number, takes: (line: Line) => boolean): Line['up'] {
    const random = createRandom(mix(seed, number))
    let last = 0
    return (message, arrive) => {
      if (line.severed) return
      const ordered = transport === 'fifo'
      const said = deliveryOf(message)
      const due = clock.now() + (said?.takes ?? delayOf(random, transport))
      last = ordered ? Math.max(last, due) : due
      const receive = () => {
        if (!(ordered && line.severed) && takes(line)) arrive()
      }
      clock.setTimeout(receive, last - clock.now())
      if (ordered) return
      if (said?.again !== undefined) clock.setTimeout(receive, said.again)
      else if (random.chance(0.05)) clock.setTimeout(receive, delayOf(random, transport))
    }
  }

  const line: Mutable<Line> = {
    id: options.id,
    device: options.device,
    severed: false,
    up: direction(1, options.serverTakes),
    down: direction(2, options.deviceTakes),
    sever: () => {
      line.severed = true
    },
  }
  return line
}
