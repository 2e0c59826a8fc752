import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import { setTimeout } from 'node:timers/promises'
import { limits } from '@parley/protocol'
import { Server } from 'socket.io'
import type { AddressReader } from '../limits/addressReader.ts'
import type { SocketCounts } from '../limits/socketCounts.ts'
import { type AdmissionDeps, createAdmission } from './admission.ts'
import { type ConnectionDeps, createServeConnection } from './connection.ts'
import { Refusal } from './handshake.ts'
import { isAllowedOrigin } from './origin.ts'
import type { ParleyIo, ParleySocket } from './types.ts'
import type { Visitors } from './visitors.ts'

/** Packets that may wait for a device that does not read them; then it is let go, and learns the truth when it is back. */
const MAX_UNREAD = 256

/** How long the last words to devices that are slow to read them may take, and how often that is looked at. Milliseconds. */
const SENDING_MS = 200
const SENDING_STEP_MS = 5

/** As much of Engine.IO's socket as is used here. */
interface EngineConnection {
  request: IncomingMessage | null
  readonly writeBuffer: readonly unknown[]
  on(event: 'packetCreate' | 'close', listener: () => void): void
  close(discard: boolean): void
}

/** One for all connections; Engine.IO calls it as the connection's own. */
function endIfUnread(this: EngineConnection): void {
  if (this.writeBuffer.length > MAX_UNREAD) this.close(true)
}

export interface IoOptions {
  /** Whether new connections are taken. */
  isOpen: () => boolean
  publicOrigins: readonly string[]
  addressOf: AddressReader
  visitors: Visitors
  /** Of all connections, also of those that never say who they are. */
  sockets: SocketCounts
}

export interface Io {
  io: ParleyIo
  /** Resolves when all that was told is on its way, or after a moment. */
  sent(): Promise<void>
}

/** Socket.IO as Parley runs it. Serves nobody until `serveSockets`. */
export function createIo(
  http: HttpServer | SecureServer,
  { isOpen, publicOrigins, addressOf, visitors, sockets }: IoOptions,
): Io {
  const open = new Set<EngineConnection>()
  const io: ParleyIo = new Server(http, {
    serveClient: false,
    transports: ['websocket', 'polling'],
    maxHttpBufferSize: limits.MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    connectTimeout: 10_000,
    pingInterval: 10_000,
    pingTimeout: 8_000,
    allowRequest: (request, decide) =>
      decide(null, isOpen() && isAllowedOrigin(request, publicOrigins) && !sockets.isFull(addressOf(request))),
  })
  io.engine.on('connection', (connection: EngineConnection) => {
    const leave = connection.request ? sockets.add(visitors.add(connection, connection.request).address) : null
    open.add(connection)
    // It closes once.
    connection.on('close', () => {
      open.delete(connection)
      leave?.()
    })
    // Held for the connection's whole life otherwise, headers and all.
    connection.request = null
    connection.on('packetCreate', endIfUnread)
  })
  const isBehind = (): boolean => [...open].some(({ writeBuffer }) => writeBuffer.length > 0)
  return {
    io,
    sent: async () => {
      for (let waited = 0; waited < SENDING_MS && isBehind(); waited += SENDING_STEP_MS)
        await setTimeout(SENDING_STEP_MS)
    },
  }
}

/** Admits connections and serves them. */
export function serveSockets(io: ParleyIo, deps: AdmissionDeps & ConnectionDeps): void {
  const { log, watchers } = deps
  const admission = createAdmission(deps)
  const serveConnection = createServeConnection(deps)
  // One for all connections, as above; Socket.IO calls them as the socket's own.
  function leave(this: ParleySocket): void {
    watchers.unwatch(this.id)
    admission.release(this)
  }
  /** A client can emit `error` itself, with anything in it. */
  const warn = (error: unknown) => {
    if (error instanceof Error) log.warn({ err: error }, 'a connection failed')
  }

  io.use((socket, next) => {
    admission.admit(socket).then(
      () => next(),
      (error: unknown) => {
        if (!(error instanceof Refusal)) log.error({ err: error }, 'a device could not be admitted')
        next(error instanceof Refusal ? error : new Refusal('unavailable'))
      },
    )
  })

  io.on('connection', (socket: ParleySocket) => {
    serveConnection(socket)
    // biome-ignore lint/plugin: a connection's own life has no payload to parse
    socket.on('disconnect', leave)
    // biome-ignore lint/plugin: a connection's own life has no payload to parse
    socket.on('error', warn)
  })
}
