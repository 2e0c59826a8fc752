import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { io } from 'socket.io-client'
import { expect, it } from 'vitest'
import { socketOptions } from './serverAccess.ts'

/** The GUID of the WebSocket handshake (RFC 6455 §1.3). */
const WEBSOCKET = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** Starts a server that opens every WebSocket and sends nothing on it. */
async function startSilentServer() {
  const sockets: Socket[] = []
  const server = createServer().on('upgrade', ({ headers }, stream: Socket) => {
    const accept = createHash('sha1').update(`${headers['sec-websocket-key']}${WEBSOCKET}`).digest('base64')
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade']
    stream.write([...lines, `Sec-WebSocket-Accept: ${accept}`, '', ''].join('\r\n'))
    // A client that gives up may reset the connection.
    stream.on('error', () => undefined)
    sockets.push(stream)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    /** The number of opened connections. */
    opened: () => sockets.length,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

it('a server that opens the connection and then says nothing is tried again', async () => {
  expect(socketOptions.timeout).toBeLessThanOrEqual(10_000)
  const server = await startSilentServer()
  const quick = { timeout: 100, reconnectionDelay: 10, reconnectionDelayMax: 20, transports: ['websocket'] }
  const socket = io(server.url, { ...socketOptions, ...quick })
  try {
    socket.connect()
    await expect.poll(server.opened).toBeGreaterThan(1)
  } finally {
    socket.disconnect()
    await server.close()
  }
})
