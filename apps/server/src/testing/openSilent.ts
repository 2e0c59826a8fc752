import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { TestServer } from './startTestServer.ts'

/** Opens a WebSocket to the server by hand, which answers nothing: no proof, no ping, no goodbye. */
export async function openSilent(server: Pick<TestServer, 'port' | 'onClose'>, query = ''): Promise<Socket> {
  const line = connect(server.port, '127.0.0.1')
  server.onClose(() => line.destroy())
  // The server may end it at any moment.
  line.on('error', () => {})
  const key = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
  const upgrade = `Host: 127.0.0.1:${server.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}`
  line.write(`GET /socket.io/?EIO=4&transport=websocket${query} HTTP/1.1\r\n${upgrade}\r\n\r\n`)
  await once(line, 'data')
  line.resume()
  return line
}
