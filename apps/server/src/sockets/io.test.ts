import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { watchConnection } from '@parley/protocol'
import { io as connect } from 'socket.io-client'
import { expect, onTestFinished, test } from 'vitest'
import { createSocketCounts } from '../limits/socketCounts.ts'
import { createIo } from './io.ts'
import { createVisitors } from './visitors.ts'

/** The part of Engine.IO's connection that is used here. */
interface Engine {
  readyState: string
  send(packet: string): void
}

/** Opens a connection and returns both its ends. */
async function connection() {
  const http = createServer()
  const addressOf = () => 'somewhere'
  const { io } = createIo(http, {
    ...{ isOpen: () => true, publicOrigins: [], addressOf },
    ...{ visitors: createVisitors(addressOf), sockets: createSocketCounts(9) },
  })
  await new Promise<void>((resolve) => http.listen(0, resolve))
  const opened = once(io.engine, 'connection')
  const device = connect(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, { transports: ['websocket'] })
  onTestFinished(async () => {
    device.disconnect()
    await io.close()
  })
  const [server]: Engine[] = await opened
  if (!server) throw new Error('nobody connected')
  await new Promise<void>((connected) => watchConnection(device, { connected }))
  // The packet is an event in Socket.IO's encoding.
  return { server, device, tell: (n: number) => server.send(`2["fact",${n}]`) }
}

test('a burst of events to a device that reads arrives in full, up to 256 packets', async () => {
  const { server, device, tell } = await connection()
  const heard: number[] = []
  const all = new Promise<void>((resolve) => {
    device.onAny((_event, n) => {
      if (heard.push(n) === 256) resolve()
    })
  })
  for (let n = 0; n < 256; n += 1) tell(n)
  await all
  expect(heard.at(-1)).toBe(255)
  expect(server.readyState).toBe('open')
})

test('T13: more than that is not kept for it', async () => {
  const { server, tell } = await connection()
  for (let n = 0; n < 300; n += 1) tell(n)
  expect(server.readyState).not.toBe('open')
})
