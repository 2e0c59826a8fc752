import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { type Conditions, PERFECT } from './conditions.ts'
import { createLine, type Line } from './line.ts'
import { realTime } from './realTime.ts'
import { LOOPBACK, type Relay, type RelayOptions, sumOf } from './relay.ts'

/** With more than this under way, the relay stops reading a side until less than half is. Bytes. */
const MAX_UNDER_WAY = 1024 * 1024

/** The most open connections; further ones are closed at once. */
const MAX_CONNECTIONS = 1024

interface Connection {
  there: Line
  back: Line
  end(): void
}

/** Carries all data of one side to the other in order, also its end. */
function join(from: Socket, to: Socket, line: Line): void {
  if (from.destroyed) to.destroy()
  from.on('data', (chunk) => {
    line.carry(chunk.length, () => {
      if (to.writable) to.write(chunk)
      if (line.underWay < MAX_UNDER_WAY / 2) from.resume()
    })
    if (line.underWay > MAX_UNDER_WAY) from.pause()
  })
  from.on('end', () => line.carry(0, () => to.end()))
  from.on('close', () => line.carry(0, () => to.destroy()))
}

/**
 * Opens a slow network to a TCP server. Each connection first takes one round trip, as TCP's handshake does.
 *
 * @throws the system's error if no port is free
 */
export async function createTcpRelay({ target, conditions, random = Math.random }: RelayOptions): Promise<Relay> {
  let current: Conditions = { ...PERFECT, ...conditions }
  const connections = new Set<Connection>()
  const before = { came: 0, lost: 0 }

  function serve(client: Socket): void {
    if (connections.size >= MAX_CONNECTIONS) {
      client.destroy()
      return
    }
    const line = () => createLine({ kind: 'stream', conditions: current, clock: realTime, random })
    const server = connect({ host: target.ip, port: target.port, noDelay: true, allowHalfOpen: true })
    const connection: Connection = { there: line(), back: line(), end }
    const stopWaiting = realTime.setTimeout(() => join(client, server, connection.there), 2 * current.delayMs)

    function end(): void {
      stopWaiting()
      if (!connections.delete(connection)) return
      Object.assign(before, sumOf([before, connection.there.counts, connection.back.counts]))
      connection.there.close()
      connection.back.close()
      client.destroy()
      server.destroy()
    }

    connections.add(connection)
    client.setNoDelay(true)
    join(server, client, connection.back)
    for (const socket of [client, server]) {
      socket.on('error', () => undefined)
      socket.on('close', () => {
        if (client.destroyed && server.destroyed) end()
      })
    }
  }

  const door = createServer({ allowHalfOpen: true }, serve)
  door.listen(0, LOOPBACK)
  await once(door, 'listening')

  return {
    // The address is an object because the server listens on a port.
    port: (door.address() as AddressInfo).port,
    change(changed) {
      current = { ...current, ...changed }
      for (const { there, back } of connections) {
        there.change(changed)
        back.change(changed)
      }
    },
    counts: () => sumOf([before, ...[...connections].flatMap(({ there, back }) => [there.counts, back.counts])]),
    async close() {
      for (const { end } of [...connections]) end()
      if (!door.listening) return
      door.close()
      await once(door, 'close')
    },
  }
}
