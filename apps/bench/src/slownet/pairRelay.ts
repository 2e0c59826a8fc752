import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { Conditions } from './conditions.ts'
import { createLine, type Line, type LineCounts } from './line.ts'
import { realTime } from './realTime.ts'
import { type Address, sumOf } from './relay.ts'

/** A slow way between two sides that talk UDP to each other. */
export interface PairRelay {
  /** A side is at this address; resolves to where the other is to look for it. */
  expose(side: 0 | 1, at: Address): Promise<Address>
  /** From now on. */
  change(conditions: Partial<Conditions>): void
  /** Packets that came, and those of them that were lost. */
  counts(): LineCounts
  close(): void
}

/** @param random from 0 to 1; by itself the machine's */
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
    // What comes to the door of one side is from the other, and goes on as if from the other's door.
    doors[side].on('message', (packet) => {
      lines[side].carry(packet.length, () => {
        const home = homes[side]
        if (home) doors[other].send(packet, home.port, home.ip)
      })
    })
    doors[side].on('error', () => undefined)
    // On all addresses: a browser tells the ones it has, and no packet comes from anywhere else.
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
