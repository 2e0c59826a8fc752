import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createPairRelay } from './pairRelay.ts'
import { LOOPBACK } from './relay.ts'
import { createTcpRelay } from './tcpRelay.ts'
import { createUdpRelay } from './udpRelay.ts'

/** A delay well above the machine's own. Milliseconds. */
const DELAY_MS = 60

const teardowns: (() => unknown)[] = []
afterEach(async () => {
  for (const teardown of teardowns.splice(0).reverse()) await teardown()
})

async function openUdp(): Promise<{ socket: Socket; port: number; heard(): Promise<string> }> {
  const socket = createSocket('udp4')
  socket.bind(0, LOOPBACK)
  await once(socket, 'listening')
  teardowns.push(() => socket.close())
  return {
    socket,
    port: socket.address().port,
    heard: async () => String((await once(socket, 'message'))[0]),
  }
}

/** Opens a UDP server that returns each packet with the port it came from. */
async function openUdpEcho() {
  const echo = await openUdp()
  echo.socket.on('message', (packet, from) => echo.socket.send(`${packet} from ${from.port}`, from.port, from.address))
  return echo
}

async function openTcpEcho(): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket))
  server.listen(0, LOOPBACK)
  await once(server, 'listening')
  teardowns.push(() => server.close())
  return (server.address() as AddressInfo).port
}

test('a packet to a server and its answer each take the delay', async () => {
  const echo = await openUdpEcho()
  const relay = await createUdpRelay({ target: { ip: LOOPBACK, port: echo.port }, conditions: { delayMs: DELAY_MS } })
  teardowns.push(relay.close)
  const client = await openUdp()
  const began = performance.now()
  client.socket.send('hello', relay.port, LOOPBACK)
  expect(await client.heard()).toMatch(/^hello from /)
  expect(performance.now() - began).toBeGreaterThanOrEqual(2 * DELAY_MS - 1)
  expect(relay.counts()).toEqual({ came: 2, lost: 0 })
})

test('each client has an address of its own towards the server, and keeps it', async () => {
  const echo = await openUdpEcho()
  const relay = await createUdpRelay({ target: { ip: LOOPBACK, port: echo.port } })
  teardowns.push(relay.close)
  const [ada, bob] = [await openUdp(), await openUdp()]
  const ask = (who: typeof ada) => {
    who.socket.send('x', relay.port, LOOPBACK)
    return who.heard()
  }
  const [first, other, again] = [await ask(ada), await ask(bob), await ask(ada)]
  expect(again).toBe(first)
  expect(other).not.toBe(first)
})

test('a stream arrives whole and in order, and so does its end', async () => {
  const target = { ip: LOOPBACK, port: await openTcpEcho() }
  const relay = await createTcpRelay({ target, conditions: { delayMs: 2, jitterMs: 5, loss: 0.01 } })
  teardowns.push(relay.close)
  const socket = connect({ host: LOOPBACK, port: relay.port, allowHalfOpen: true })
  const sent = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251))
  socket.end(sent)
  const heard: Buffer[] = []
  for await (const chunk of socket) heard.push(chunk)
  expect(Buffer.concat(heard).equals(sent)).toBe(true)
})

test('the first answer over TCP takes two round trips: one to connect, one to ask', async () => {
  const target = { ip: LOOPBACK, port: await openTcpEcho() }
  const relay = await createTcpRelay({ target, conditions: { delayMs: DELAY_MS } })
  teardowns.push(relay.close)
  const socket = connect(relay.port, LOOPBACK)
  teardowns.push(() => socket.destroy())
  const began = performance.now()
  socket.write('hello')
  await once(socket, 'data')
  expect(performance.now() - began).toBeGreaterThanOrEqual(4 * DELAY_MS - 1)
})

test('a peer that cannot be reached through the relay is seen to be gone', async () => {
  const relay = await createTcpRelay({ target: { ip: LOOPBACK, port: 1 } })
  teardowns.push(relay.close)
  const socket = connect(relay.port, LOOPBACK)
  socket.on('error', () => undefined)
  await once(socket, 'close')
})

test('closing the relay ends every path through it', async () => {
  const target = { ip: LOOPBACK, port: await openTcpEcho() }
  const relay = await createTcpRelay({ target })
  const socket = connect(relay.port, LOOPBACK)
  socket.on('error', () => undefined)
  socket.write('hello')
  await once(socket, 'data')
  const gone = once(socket, 'close')
  await relay.close()
  await gone
})

test('two sides hear each other from where they look for each other', async () => {
  const relay = await createPairRelay({ delayMs: 1 })
  teardowns.push(relay.close)
  const [ada, bob] = [await openUdp(), await openUdp()]
  const adaAt = await relay.expose(0, { ip: LOOPBACK, port: ada.port })
  const bobAt = await relay.expose(1, { ip: LOOPBACK, port: bob.port })
  bob.socket.on('message', (packet, from) => bob.socket.send(`${packet} to ${from.port}`, adaAt.port, adaAt.ip))
  ada.socket.send('hello', bobAt.port, bobAt.ip)
  expect(await ada.heard()).toBe(`hello to ${adaAt.port}`)
})
