import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { Conditions } from './conditions.ts'
import { createLine, type Line, type LineCounts } from './line.ts'
import { realTime } from './realTime.ts'
import { type Address, sumOf } from './relay.ts'

/** A slow network between two sides that exchange UDP packets. */
export interface PairRelay {
  /** Registers a side's address. Resolves to the address at which the other side reaches it. */
  expose(side: 0 | 1, at: Address): Promise<Address>
  /** Changes the conditions for later packets. */
  change(conditions: Partial<Conditions>): void
  /** How many packets came, and how many of them were lost. */
  counts(): LineCounts
  close(): void
}

/**
 * Opens a relay between two sides.
 *
 * @param random returns a random number from 0 to 1
 */
export async function createPairRelay(
  conditions: Partial<Conditions> = {},
  random: () => number = Math.random,
): Promise<PairRelay> {
  const doors: [Socket, Socket] = [createSocket('udp4'), createSocket('udp4')]
  const homes: [Address | null, Address | null] = [null, null]
  const newLine = () => createLine({ kind: 'packets', conditions, clock: realTime, random })
  const lines: [Line, Line] = [newLine(), newLine()]

  for (const side of [0, 1] as const) {
    const other = side === 0 ? 1 : 0
    // A packet to one side's socket comes from the other side, and is sent on from the other's socket.
    doors[side].on('message', (packet) => {
      lines[side].carry(packet.length, () => {
        const home = homes[side]
        if (home) doors[other].send(packet, home.port, home.ip)
      })
    })
    doors[side].on('error', () => undefined)
    // Bound to all addresses, because `expose` keeps the IP address of the candidate, which may be any of the machine.
    doors[side].bind(0)
    await once(doors[side], 'listening')
  }

  return {
    async expose(side, at) {
      homes[side] ??= at
      return { ip: at.ip, port: doors[side].address().port }
    },
    change(changed) {
      for (const line of lines) line.change(changed)
    },
    counts: () => sumOf(lines.map(({ counts }) => counts)),
    close() {
      for (const line of lines) line.close()
      for (const door of doors) door.close()
    },
  }
}
