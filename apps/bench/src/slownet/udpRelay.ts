import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { Conditions } from './conditions.ts'
import { createLine, type Line } from './line.ts'
import { realTime } from './realTime.ts'
import { LOOPBACK, type Relay, type RelayOptions, sumOf } from './relay.ts'

/** The most clients at a time; for a further one, the client that was silent longest is forgotten. */
const MAX_CLIENTS = 256

interface Client {
  /** The socket with which the target communicates, as behind a NAT. */
  socket: Socket
  there: Line
  back: Line
}

/**
 * Opens a slow network to a UDP server, such as a TURN server. The server sees a different address for each client.
 * @throws the system's error if no port is free
 */
export async function createUdpRelay({ target, conditions, random = Math.random }: RelayOptions): Promise<Relay> {
  let current: Partial<Conditions> = { ...conditions }
  const door = createSocket('udp4')
  /** The clients by address, the one that was silent longest first. */
  const clients = new Map<string, Client>()
  const before = { came: 0, lost: 0 }
  let closed = false

  function forget(name: string, { socket, there, back }: Client): void {
    clients.delete(name)
    Object.assign(before, sumOf([before, there.counts, back.counts]))
    there.close()
    back.close()
    socket.close()
  }

  function meet(ip: string, port: number): Client {
    for (const [oldest, client] of clients) {
      if (clients.size < MAX_CLIENTS) break
      forget(oldest, client)
    }
    const line = () => createLine({ kind: 'packets', conditions: current, clock: realTime, random })
    const client: Client = { socket: createSocket('udp4'), there: line(), back: line() }
    client.socket.on('message', (packet) => {
      client.back.carry(packet.length, () => {
        if (!closed) door.send(packet, port, ip)
      })
    })
    // An unreachable server (ICMP) is treated like one that does not answer.
    client.socket.on('error', () => undefined)
    return client
  }

  door.on('message', (packet, { address, port }) => {
    const name = `${address}:${port}`
    const client = clients.get(name) ?? meet(address, port)
    clients.delete(name)
    clients.set(name, client)
    client.there.carry(packet.length, () => client.socket.send(packet, target.port, target.ip))
  })
  door.on('error', () => undefined)
  door.bind(0, LOOPBACK)
  await once(door, 'listening')

  return {
    port: door.address().port,
    change(changed) {
      current = { ...current, ...changed }
      for (const { there, back } of clients.values()) {
        there.change(changed)
        back.change(changed)
      }
    },
    counts: () => sumOf([before, ...[...clients.values()].flatMap(({ there, back }) => [there.counts, back.counts])]),
    async close() {
      if (closed) return
      closed = true
      for (const [name, client] of [...clients]) forget(name, client)
      door.close()
      await once(door, 'close')
    },
  }
}
