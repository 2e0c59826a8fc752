import { WebSocket } from 'ws'
import { createMailbox, type Mailbox } from './mailbox.ts'

/** A connection of a minimal client, so that mostly the server is measured. */
export interface Wire {
  /** The received events, by name. */
  mail: Mailbox
  /** Sends an event and resolves with its acknowledgement. */
  ask(event: string, payload: unknown): Promise<unknown>
  /** The messages received since the last call, without heartbeats, and their bytes, without WebSocket frames. */
  received(): { messages: number; bytes: number }
  /** Reads nothing any more, as a stuck or hostile device. */
  stopReading(): void
  close(): Promise<void>
}

/** A message: its type, perhaps the acknowledgement's number, then JSON (Engine.IO 4, Socket.IO 5). */
const MESSAGE = /^(\d\d?)(\d*)(.*)$/s

/** Connects to Socket.IO over one WebSocket. Rejects if the server refuses the handshake. */
export function openWire(url: string, auth: object): Promise<Wire> {
  const line = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
    perMessageDeflate: false,
    origin: url,
  })
  const mail = createMailbox()
  const asked = new Map<string, (answer: unknown) => void>()
  let number = 0
  let messages = 0
  let bytes = 0

  const wire: Wire = {
    mail,
    ask: (event, payload) =>
      new Promise((resolve) => {
        const id = String(number++)
        asked.set(id, resolve)
        line.send(`42${id}${JSON.stringify([event, payload])}`)
      }),
    received: () => {
      const since = { messages, bytes }
      messages = 0
      bytes = 0
      return since
    },
    stopReading: () => line.pause(),
    close: () =>
      new Promise((resolve) => {
        line.once('close', () => resolve())
        line.close()
      }),
  }

  return new Promise((resolve, reject) => {
    line.on('error', reject)
    line.on('message', (data) => {
      const text = data.toString()
      // Answers pings without counting them: every server sends them.
      if (text === '2') {
        line.send('3')
        return
      }
      messages += 1
      bytes += Buffer.byteLength(text)
      const [, type, id = '', body = ''] = MESSAGE.exec(text) ?? []
      if (text.startsWith('0')) line.send(`40${JSON.stringify(auth)}`)
      else if (type === '40') resolve(wire)
      else if (type === '44') reject(new Error(`The server refused: ${body}`))
      else if (type === '42') {
        const [event, payload] = JSON.parse(body)
        mail.put(event, payload)
      } else if (type === '43') {
        asked.get(id)?.(JSON.parse(body)[0])
        asked.delete(id)
      }
    })
  })
}
