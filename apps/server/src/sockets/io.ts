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

/** The most unread packets of a device; beyond it the connection is closed, and the device syncs when it reconnects. */
const MAX_UNREAD = 256

/** How long closing waits for slow devices to read, and how often it checks. Milliseconds. */
const SENDING_MS = 200
const SENDING_STEP_MS = 5

/** The part of Engine.IO's socket that is used here. */
interface EngineConnection {
  request: IncomingMessage | null
  readonly writeBuffer: readonly unknown[]
  on(event: 'packetCreate' | 'close', listener: () => void): void
  close(discard: boolean): void
}

/** Closes a connection with too many unread packets; Engine.IO calls it with the connection as `this`. */
function endIfUnread(this: EngineConnection): void {
  if (this.writeBuffer.length > MAX_UNREAD) this.close(true)
}

/** The ports of the socket server. */
export interface IoOptions {
  /** True while new connections are accepted. */
  isOpen: () => boolean
  publicOrigins: readonly string[]
  addressOf: AddressReader
  visitors: Visitors
  /** Counts all connections, also those that never send a handshake. */
  sockets: SocketCounts
}

/** A Socket.IO server and the wait for its unsent packets. */
export interface Io {
  io: ParleyIo
  /** Resolves when all packets have been sent, or after `SENDING_MS`. */
  sent(): Promise<void>
}

/** Creates the Socket.IO server. It handles no connection until `serveSockets`. */
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
    connection.on('close', () => {
      open.delete(connection)
      leave?.()
    })
    // Frees the request with its headers, which would be kept as long as the connection.
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
  // One listener for all sockets; Socket.IO calls it with the socket as `this`.
  function leave(this: ParleySocket): void {
    watchers.unwatch(this.id)
    admission.release(this)
  }
  /** Logs an error of a connection. A client can emit `error` with any payload, which is ignored. */
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
