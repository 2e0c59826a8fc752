// A hostile client in a process of its own: `node hostile.mjs flood|silent <port>`. It comes from 127.0.0.2, works until it is
// killed, and prints "ready" and then, once a second, what it has done.
import { connect } from 'node:net'

const [kind, port] = process.argv.slice(2)
const FROM = '127.0.0.2'
const upgrade =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
let done = 0
let refused = 0

function open() {
  const line = connect({ port: Number(port), host: '127.0.0.1', localAddress: FROM })
  line.setNoDelay(true)
  line.on('error', () => {})
  return line
}

/** Asks for what is no file, this often a second at most, over 64 lines, each of which waits for its answer. */
function flood(perSecond) {
  const request = `GET /api/ids/somebody HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`
  const free = Array.from({ length: 64 }, () => {
    const line = open()
    line.on('data', (data) => {
      if (data.includes('HTTP/1.1 429')) refused += 1
      free.push(line)
    })
    return line
  })
  const began = performance.now()
  setInterval(() => {
    for (const due = ((performance.now() - began) / 1_000) * perSecond; done < due && free.length > 0; done += 1)
      free.pop()?.write(request)
  }, 2)
}

/** Keeps 256 sockets open that never speak, as many as an address may have. Each that is ended is opened again. */
function silent() {
  const start = () => {
    const line = open()
    line.write(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${upgrade}\r\n\r\n`)
    line.once('data', () => {
      done += 1
    })
    line.resume()
    line.once('close', () => {
      refused += 1
      setTimeout(start, 200)
    })
  }
  for (let n = 0; n < 256; n += 1) start()
}

if (kind === 'flood') flood(4_000)
else silent()
process.stdout.write('ready\n')
setInterval(() => process.stdout.write(`${JSON.stringify({ done, refused })}\n`), 1_000)
