import { createHash } from 'node:crypto'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { Server } from 'socket.io'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { socketOptions } from './serverAccess.ts'
import { createJsonStorage, type JsonStorage } from './storage/jsonStorage.ts'
import { attemptMs, chooseTransports, HANGS_KEY } from './transports.ts'

/** The GUID of the WebSocket handshake (RFC 6455 §1.3). */
const WEBSOCKET = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** What becomes of a WebSocket on its way. `opens`: it opens, and nothing passes. `swallowed`: not even an answer comes. */
type Fate = 'works' | 'opens' | 'swallowed'

/** A Socket.IO server behind a network in which WebSockets have this fate. */
interface Scene {
  url: string
  fate: Fate
  /** The transports of the requests that came, in order; each once in a row. */
  asked: string[]
  stop(): Promise<void>
}

async function start(port = 0): Promise<Scene> {
  const streams = new Set<Duplex>()
  const http: HttpServer = createServer()
  const server = new Server(http, { serveClient: false, transports: ['websocket', 'polling'] })
  const [upgrade] = http.listeners('upgrade') as ((...all: unknown[]) => void)[]
  http.removeAllListeners('upgrade')
  http.on('upgrade', (request, stream, head) => {
    if (scene.asked.at(-1) !== 'websocket') scene.asked.push('websocket')
    if (scene.fate === 'works') return upgrade?.(request, stream, head)
    streams.add(stream)
    // A client that gives up may reset the connection.
    stream.on('error', () => undefined)
    if (scene.fate === 'swallowed') return
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${WEBSOCKET}`).digest('base64')
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade']
    stream.write([...lines, `Sec-WebSocket-Accept: ${accept}`, '', ''].join('\r\n'))
  })
  http.on('request', () => {
    if (scene.asked.at(-1) !== 'polling') scene.asked.push('polling')
  })
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve))
  const scene: Scene = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    fate: 'works',
    asked: [],
    async stop() {
      for (const stream of streams) stream.destroy()
      http.closeAllConnections()
      await server.close()
    },
  }
  return scene
}

let scene: Scene
let local: JsonStorage
let kept: Map<string, string>
let sockets: Socket[]

beforeEach(async () => {
  kept = new Map()
  sockets = []
  local = createJsonStorage({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  })
  scene = await start()
})
afterEach(async () => {
  for (const socket of sockets) socket.disconnect()
  await scene.stop()
})

/** Visits the server as a page does, with less patience. */
function visit(first = 300): Socket {
  const socket = io(scene.url, { ...socketOptions, forceNew: true, reconnectionDelay: 10, reconnectionDelayMax: 20 })
  chooseTransports(socket.io, local, { first, later: 5_000 })
  sockets.push(socket)
  socket.connect()
  return socket
}
const isConnected = (socket: Socket) => expect.poll(() => socket.connected, { timeout: 5_000 }).toBe(true)
const transportOf = (socket: Socket) => socket.io.engine.transport.name

it('the first attempt is a WebSocket, and nothing else is asked for', async () => {
  const socket = visit()
  await isConnected(socket)
  expect(transportOf(socket)).toBe('websocket')
  expect(scene.asked).toEqual(['websocket'])
})

it.each<Fate>(['opens', 'swallowed'])(
  'where a WebSocket %s and nothing passes, the person is connected by polling, and at the next visit without waiting',
  async (fate) => {
    scene.fate = fate
    const socket = visit()
    await isConnected(socket)
    expect(transportOf(socket)).toBe('polling')
    expect(kept.get(HANGS_KEY)).toBe('true')
    socket.disconnect()
    const began = performance.now()
    const next = visit(60_000)
    await isConnected(next)
    expect(performance.now() - began).toBeLessThan(2_000)
    expect(transportOf(next)).toBe('polling')
  },
)

it('in the next network, where WebSockets work, they are used again, and from the first attempt on', async () => {
  local.write(HANGS_KEY, true)
  const socket = visit()
  await isConnected(socket)
  await expect.poll(() => transportOf(socket)).toBe('websocket')
  await expect.poll(() => kept.has(HANGS_KEY)).toBe(false)
  socket.disconnect()
  scene.asked.length = 0
  await isConnected(visit())
  expect(scene.asked).toEqual(['websocket'])
})

it('a server that was away is asked by polling first, because a browser may hold WebSockets back', async () => {
  const socket = visit()
  await isConnected(socket)
  const { port } = new URL(scene.url)
  await scene.stop()
  // Not in the midst of an attempt, which asks by all transports.
  await new Promise((resolve) => socket.io.once('reconnect_error', resolve))
  scene = await start(Number(port))
  await isConnected(socket)
  expect(scene.asked[0]).toBe('polling')
  await expect.poll(() => transportOf(socket)).toBe('websocket')
})

it('a server that is merely gone says nothing about WebSockets', async () => {
  const { url } = scene
  await scene.stop()
  const socket = visit()
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(kept.has(HANGS_KEY)).toBe(false)
  socket.disconnect()
  scene = await start(Number(new URL(url).port))
})

it('a hanging WebSocket is given up in time to be connected within five seconds', () => {
  expect(attemptMs.first + socketOptions.reconnectionDelay).toBeLessThan(5_000)
})
