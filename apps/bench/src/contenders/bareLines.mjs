// The lower bound: the bare server's behaviour for the same Socket.IO clients, written directly on WebSockets.
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'

/** An event with an acknowledgement (Engine.IO 4, Socket.IO 5). */
const EVENT = /^42(\d+)(.*)$/s

const http = createServer()
const lines = new Map()
new WebSocketServer({ server: http, perMessageDeflate: false }).on('connection', (line) => {
  let own = ''
  line.on('message', (data) => {
    const text = data.toString()
    const [, number, body] = EVENT.exec(text) ?? []
    if (number) {
      const [, { to, event, payload }] = JSON.parse(body)
      lines.get(to)?.send(`42${JSON.stringify([event, payload])}`)
      line.send(`43${number}[{"ok":true}]`)
    } else if (text.startsWith('40')) {
      own = JSON.parse(text.slice(2)).id
      lines.set(own, line)
      line.send('40{}')
    }
  })
  line.on('close', () => lines.delete(own))
  line.send('0{}')
})
http.listen(0, '127.0.0.1', () => process.stdout.write(`listening on ${http.address().port}\n`))
