import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock, watchConnection } from '@parley/protocol'
import { io as connect } from 'socket.io-client'
import { expect, onTestFinished, test } from 'vitest'
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
  const { io } = createIo(http, {
    ...{ isOpen: () => true, publicOrigins: [], warnOfOrigin: () => {}, basePath: '/', clock: systemClock },
    admit: (_request, _response, pass) => pass(),
    ...{ visitors: createVisitors(() => 'somewhere'), limits: { socketsPerAddress: 9, unprovedPerAddress: 9 } },
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

test('T46: much that is not read is not kept for a device, in however few messages it is', async () => {
  const { server } = await connection()
  // Nothing is written to the network before this test yields.
  for (let n = 0; n < 10; n += 1) server.send(`2["fact","${'x'.repeat(50_000)}"]`)
  expect(server.readyState).toBe('open')
  for (let n = 0; n < 2; n += 1) server.send(`2["fact","${'é'.repeat(25_000)}"]`)
  expect(server.readyState).not.toBe('open')
})

test('T46: what was read is no longer counted', async () => {
  const { server, device } = await connection()
  for (let n = 0; n < 40; n += 1) {
    const heard = new Promise<void>((resolve) => device.onAny(() => resolve()))
    server.send(`2["fact","${'x'.repeat(50_000)}"]`)
    await heard
    device.offAny()
  }
  expect(server.readyState).toBe('open')
})

test('T13: more than that is not kept for it', async () => {
  const { server, tell } = await connection()
  for (let n = 0; n < 300; n += 1) tell(n)
  expect(server.readyState).not.toBe('open')
})
