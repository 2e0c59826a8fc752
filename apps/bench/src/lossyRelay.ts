import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'

/** An address of one side: where it is, or where it is to be reached. */
export interface Address {
  ip: string
  port: number
}

/** A line between two sides, over which every UDP packet takes its time, or gets lost. */
export interface LossyRelay {
  /** A side is at this address; resolves to where the other is to look for it. */
  expose(side: 0 | 1, at: Address): Promise<Address>
  /** From now on, this part of the packets of either way is lost. 0 to 1. */
  lose(part: number): void
  /** Packets that came, and those of them that were lost. */
  readonly counts: { came: number; lost: number }
  close(): void
}

/** @param random from 0 to 1, asked once for each packet while any are to be lost */
export async function createLossyRelay(delayMs: number, random: () => number): Promise<LossyRelay> {
  const doors: [Socket, Socket] = [createSocket('udp4'), createSocket('udp4')]
  const homes: [Address | null, Address | null] = [null, null]
  const counts = { came: 0, lost: 0 }
  let loss = 0
  let closed = false

  for (const side of [0, 1] as const) {
    const other = side === 0 ? 1 : 0
    // What comes to the door of one side is from the other, and goes on as if from the other's door.
    doors[side].on('message', (packet) => {
      counts.came += 1
      if (loss > 0 && random() < loss) {
        counts.lost += 1
        return
      }
      setTimeout(() => {
        const home = homes[side]
        if (home && !closed) doors[other].send(packet, home.port, home.ip)
      }, delayMs)
    })
    doors[side].bind(0)
    await once(doors[side], 'listening')
  }

  return {
    async expose(side, at) {
      homes[side] ??= at
      return { ip: at.ip, port: doors[side].address().port }
    },
    lose(part) {
      loss = part
    },
    counts,
    close() {
      closed = true
      for (const door of doors) door.close()
    },
  }
}
