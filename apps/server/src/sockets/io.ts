import type { Server as HttpServer } from 'node:http'
import { limits } from '@parley/protocol'
import { Server } from 'socket.io'
import { type Admission, type AdmissionDeps, createAdmission } from './admission.ts'
import { type ConnectionDeps, serveConnection } from './connection.ts'
import { Refusal } from './handshake.ts'
import { isAllowedOrigin } from './origin.ts'
import { enterRooms } from './rooms.ts'
import type { ParleyIo, ParleySocket } from './types.ts'

/** Packets that may wait for a device that does not read them; then it is let go, and learns the truth when it is back. */
const MAX_UNREAD = 256

/** As much of Engine.IO's socket as is used here. */
interface EngineConnection {
  request: unknown
  readonly writeBuffer: readonly unknown[]
  on(event: 'packetCreate', listener: () => void): void
  close(discard: boolean): void
}

/** Socket.IO as Parley runs it. Serves nobody until `serveSockets`. */
export function createIo(http: HttpServer, publicOrigins: readonly string[]): ParleyIo {
  const io: ParleyIo = new Server(http, {
    serveClient: false,
    transports: ['websocket', 'polling'],
    maxHttpBufferSize: limits.MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    connectTimeout: 10_000,
    pingInterval: 10_000,
    pingTimeout: 8_000,
    allowRequest: (request, decide) => decide(null, isAllowedOrigin(request, publicOrigins)),
  })
  io.engine.on('connection', (connection: EngineConnection) => {
    // Held for the connection's whole life otherwise, headers and all.
    connection.request = null
    connection.on('packetCreate', () => {
      if (connection.writeBuffer.length > MAX_UNREAD) connection.close(true)
    })
  })
  return io
}

/** Admits connections and serves them. */
export function serveSockets(io: ParleyIo, deps: AdmissionDeps & ConnectionDeps): Admission {
  const { log, watchers } = deps
  const admission = createAdmission(deps)

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
    serveConnection(socket, deps)
    // A connection's own life has no payload to parse, so no door of the contract leads here.
    // biome-ignore lint/plugin: as above
    socket.on('disconnect', () => {
      watchers.unwatch(socket.id)
      admission.release(socket)
    })
    // biome-ignore lint/plugin: as above. A client can emit `error` itself, with anything in it.
    socket.on('error', (error: unknown) => {
      if (error instanceof Error) log.warn({ err: error }, 'a connection failed')
    })
    enterRooms(socket).catch((error: unknown) => log.error({ err: error }, 'a device could not be made reachable'))
  })
  return admission
}
