// The least server that can carry calls: plain Socket.IO that relays and acknowledges every message.
import { createServer } from 'node:http'
import { Server } from 'socket.io'

const http = createServer()
const io = new Server(http, { serveClient: false, perMessageDeflate: false })
io.on('connection', (client) => {
  client.join(client.handshake.auth.id)
  client.on('relay', ({ to, event, payload }, acknowledge) => {
    io.to(to).emit(event, payload)
    acknowledge({ ok: true })
  })
})
http.listen(0, '127.0.0.1', () => process.stdout.write(`listening on ${http.address().port}\n`))
