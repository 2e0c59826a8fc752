import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import { setTimeout } from 'node:timers/promises'
import { type Clock, limits } from '@parley/protocol'
import { Server } from 'socket.io'
import { WebSocketServer, type ServerOptions as WebSocketServerOptions } from 'ws'
import type { Admit } from '../http/gate.ts'
import type { Limits } from '../limits/rates.ts'
import { type AdmissionDeps, createAdmission } from './admission.ts'
import { type ConnectionDeps, createServeConnection } from './connection.ts'
import { Refusal } from './handshake.ts'
import { isAllowedOrigin, type WarnOfOrigin } from './origin.ts'
import { createPlaces, type Places } from './places.ts'
import type { ParleyIo, ParleySocket } from './types.ts'
import type { Visitors } from './visitors.ts'

/**
 * The most that a device may leave unread, in packets and in bytes; beyond it the connection is closed, and the device
 * syncs when it reconnects. As much again may be on its way.
 */
const MAX_UNREAD = 256
const MAX_UNREAD_BYTES = 512 * 1024

/** How long closing waits for slow devices to read, and how often it checks. Milliseconds. */
const SENDING_MS = 200
const SENDING_STEP_MS = 5

/** How long a WebSocket that was closed may take to say goodbye; its library's own time is 30 s. Milliseconds. */
const GOODBYE_MS = 2_000

/** Socket.IO's own limit for a connection in no namespace, as after a refusal; `places` limits unproved ones. Milliseconds. */
const CONNECT_MS = 20_000

/** The part of Engine.IO's socket that is used here. */
interface EngineConnection {
  readonly id: string
  request: IncomingMessage | null
  readonly writeBuffer: readonly unknown[]
  /** `socket` is the WebSocket; there is none while the connection polls. */
  readonly transport: { readonly socket?: { terminate(): void } }
  on(event: 'packetCreate', listener: (packet: EnginePacket) => void): void
  on(event: 'close', listener: () => void): void
  close(discard: boolean): void
}

/** The part of Engine.IO's packet that is used here. */
interface EnginePacket {
  readonly data?: unknown
}

/** Closes WebSockets in `GOODBYE_MS`, because Engine.IO does not pass that setting on. */
class BriskWebSocketServer extends WebSocketServer {
  constructor(options: WebSocketServerOptions) {
    // Not named in its types yet.
    const more = { closeTimeout: GOODBYE_MS }
    super({ ...options, ...more })
  }
}

/** Closes a connection at once. Engine.IO alone would wait until the other side agrees. */
function endNow(connection: EngineConnection): void {
  connection.close(true)
  connection.transport.socket?.terminate()
}

const sizeOf = ({ data }: EnginePacket): number =>
  typeof data === 'string' || data instanceof Uint8Array ? Buffer.byteLength(data) : 0

/** Creates the listener for new packets that closes a connection with too much unread; `this` is the connection. */
function createEndIfUnread(): (this: EngineConnection, packet: EnginePacket) => void {
  /** The bytes in each connection's `writeBuffer`; out of date once that is empty. */
  const unread = new WeakMap<EngineConnection, number>()

  return function endIfUnread(packet) {
    // Engine.IO adds the packet to the buffer after this.
    const before = this.writeBuffer.length === 0 ? 0 : (unread.get(this) ?? 0)
    const bytes = before + sizeOf(packet)
    unread.set(this, bytes)
    if (this.writeBuffer.length > MAX_UNREAD || (before > 0 && bytes > MAX_UNREAD_BYTES)) endNow(this)
  }
}

/** The ports of the socket server. */
export interface IoOptions {
  /** True while new connections are accepted. */
  isOpen: () => boolean
  publicOrigins: readonly string[]
  warnOfOrigin: WarnOfOrigin
  /** The path of everything, with a slash at both ends. */
  basePath: string
  visitors: Visitors
  /** The most connections of one address. */
  limits: Pick<Limits, 'socketsPerAddress' | 'unprovedPerAddress'>
  /** The limit of requests by those who have not proved who they are. */
  admit: Admit
  clock: Pick<Clock, 'setTimeout'>
}

/** A Socket.IO server and the wait for its unsent packets. */
export interface Io {
  io: ParleyIo
  /** The places of all connections, also of those that never send a handshake. */
  places: Places<object>
  /** Resolves when all packets have been sent, or after `SENDING_MS`. */
  sent(): Promise<void>
}

/** Creates the Socket.IO server. It handles no connection until `serveSockets`. */
export function createIo(
  http: HttpServer | SecureServer,
  { isOpen, publicOrigins, warnOfOrigin, basePath, visitors, admit, limits: most, clock }: IoOptions,
): Io {
  /** By Engine.IO's own ID. */
  const open = new Map<string, EngineConnection>()
  const endIfUnread = createEndIfUnread()
  const places = createPlaces<EngineConnection>({
    ...{ proved: most.socketsPerAddress, unproved: most.unprovedPerAddress, end: endNow, clock },
  })
  const io: ParleyIo = new Server(http, {
    path: `${basePath}socket.io`,
    serveClient: false,
    transports: ['websocket', 'polling'],
    maxHttpBufferSize: limits.MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    wsEngine: BriskWebSocketServer,
    connectTimeout: CONNECT_MS,
    pingInterval: 10_000,
    pingTimeout: 8_000,
    allowRequest: (request, decide) => decide(null, isOpen() && isAllowed(request)),
  })

  function isAllowed(request: IncomingMessage): boolean {
    const { origin, host } = request.headers
    if (isAllowedOrigin(request, publicOrigins)) return true
    warnOfOrigin(String(origin), host)
    return false
  }

  /** True if the request belongs to a proved connection, and opens no further line. */
  function isPolling(request: IncomingMessage): boolean {
    const connection = open.get(new URL(request.url ?? '/', 'http://localhost').searchParams.get('sid') ?? '')
    return connection !== undefined && request.headers.upgrade === undefined && places.isProved(connection)
  }

  io.engine.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    if (isPolling(request)) next()
    else admit(request, response, next)
  })
  io.engine.on('connection', (connection: EngineConnection) => {
    open.set(connection.id, connection)
    if (connection.request) places.enter(connection, visitors.add(connection, connection.request).address)
    connection.on('close', () => {
      open.delete(connection.id)
      places.leave(connection)
    })
    // Frees the request with its headers, which would be kept as long as the connection.
    connection.request = null
    connection.on('packetCreate', endIfUnread)
  })
  const isBehind = (): boolean => [...open.values()].some(({ writeBuffer }) => writeBuffer.length > 0)
  return {
    io,
    places,
    sent: async () => {
      for (let waited = 0; waited < SENDING_MS && isBehind(); waited += SENDING_STEP_MS)
        await setTimeout(SENDING_STEP_MS)
    },
  }
}

/** Admits connections and serves them. */
export function serveSockets(io: ParleyIo, deps: AdmissionDeps & ConnectionDeps): void {
  const { log, watchers, places } = deps
  const admission = createAdmission(deps)
  const serveConnection = createServeConnection(deps)
  // One listener for all sockets; Socket.IO calls it with the socket as `this`.
  function leave(this: ParleySocket): void {
    watchers.unwatch(this.id)
    admission.release(this)
    // A client may leave its namespace and keep the connection.
    places.unprove(this.conn)
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
