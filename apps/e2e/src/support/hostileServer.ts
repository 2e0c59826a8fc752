import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type RawData, WebSocket, WebSocketServer } from 'ws'

/** Changes the payload of an event in transit; null drops the event. */
export type Tamper = (event: string, payload: Record<string, unknown>) => Record<string, unknown> | null

/** A running hostile server. */
export interface HostileServer {
  url: string
  /** The real server for new connections. */
  real: string
  /** The change of every event from now on, in both directions. */
  tamper: Tamper
  stop(): Promise<void>
}

/** Starts a server in front of a real one that passes everything on, except the events that `tamper` changes. */
export async function startHostileServer(real: string): Promise<HostileServer> {
  const open = new Set<WebSocket>()
  const sockets = new WebSocketServer({ noServer: true })
  const http = createServer((incoming, response) => passOn(hostile.real, incoming, response))
  const hostile: HostileServer = {
    url: '',
    real,
    tamper: (_event, payload) => payload,
    stop: async () => {
      for (const socket of open) socket.terminate()
      http.closeAllConnections()
      http.close()
      await once(http, 'close')
    },
  }

  http.on('upgrade', (incoming, socket, head) => {
    sockets.handleUpgrade(incoming, socket, head, (browser) => {
      const server = new WebSocket(new URL(incoming.url ?? '/', hostile.real.replace('http', 'ws')))
      const waiting: string[] = []
      const toServer = (text: string) => (server.readyState === WebSocket.OPEN ? server.send(text) : waiting.push(text))
      server.on('open', () => {
        for (const text of waiting) server.send(text)
      })
      browser.on('message', (data) => change(data, hostile.tamper, toServer))
      server.on('message', (data) => change(data, hostile.tamper, (text) => browser.send(text)))
      for (const [one, other] of [
        [browser, server],
        [server, browser],
      ] as const) {
        open.add(one)
        one.on('error', () => undefined)
        one.on('close', () => {
          open.delete(one)
          other.close()
        })
      }
    })
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  // The address is an object because the server listens on a port.
  hostile.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  return hostile
}

function passOn(real: string, incoming: IncomingMessage, response: ServerResponse): void {
  const { method, headers } = incoming
  const out = request(new URL(incoming.url ?? '/', real), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  out.on('error', () => response.destroy())
  incoming.pipe(out)
}

/** A Socket.IO event in an Engine.IO message: type, perhaps its acknowledgement's number, then name and payload. */
const EVENT = /^(42\d*)(\[.*\])$/s

function change(data: RawData, tamper: Tamper, send: (text: string) => void): void {
  const text = data.toString()
  const [, head, body] = EVENT.exec(text) ?? []
  if (!head || !body) {
    send(text)
    return
  }
  const [event, payload] = JSON.parse(body)
  const changed = tamper(event, payload)
  if (changed) send(head + JSON.stringify([event, changed]))
}

interface Described {
  signal: { type: 'description'; description: { sdp: string }; seal: { identity: object; signature: string } }
}

const isDescribed = (payload: object): payload is Described => {
  const { signal } = payload as Partial<Described>
  return signal?.type === 'description'
}

/** Creates a tamper that changes only descriptions and their seals. */
export const changeDescriptions =
  (how: (signal: Described['signal']) => Described['signal']): Tamper =>
  (event, payload) =>
    event === 'signal' && isDescribed(payload) ? { ...payload, signal: how(payload.signal) } : payload
