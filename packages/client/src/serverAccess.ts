import type { ClientToServerEvents, ServerToClientEvents } from '@parley/protocol'
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import type { JsonStorage } from './storage/jsonStorage.ts'
import { chooseTransports } from './transports.ts'

/** A client's connection to the server. */
export type ServerSocket = Socket<ServerToClientEvents, ClientToServerEvents>

/** Options of the connection: at most 5 s between two attempts. `chooseTransports` limits their time. */
export const socketOptions = {
  autoConnect: false,
  tryAllTransports: true,
  reconnectionDelay: 500,
  reconnectionDelayMax: 5_000,
} satisfies Partial<ManagerOptions & SocketOptions>

/** How a client reaches its server. */
export interface ServerAccess {
  /** Creates the client's own socket, not yet connected. What its network lets through is kept in `local`. */
  socket(local: JsonStorage): ServerSocket
  /** Creates a socket to another namespace of the server, not yet connected. `auth` is sent in its handshake. */
  socketAt(namespace: string, auth: object): Socket
  /** Fetches JSON from a path without a leading slash, relative to the server's address. Rejects if the server does not return it. */
  json(path: string, signal: AbortSignal): Promise<unknown>
}

/**
 * Reaches the server at this address; that of its page will do. The server may be under a path: `https://example.org/parley/`, with
 * the slash at its end.
 */
export function serverAt(url: string | URL): ServerAccess {
  const base = new URL('.', url)
  const path = `${base.pathname}socket.io`
  return {
    socket(local) {
      const socket: ServerSocket = io(base.origin, { ...socketOptions, path })
      chooseTransports(socket.io, local)
      return socket
    },
    socketAt: (namespace, auth) => io(base.origin + namespace, { auth, path, autoConnect: false, forceNew: true }),
    async json(path, signal) {
      const response = await fetch(new URL(path, base), { signal, cache: 'no-store' })
      if (!response.ok) throw new Error(`${response.status} for ${path}`)
      return response.json()
    },
  }
}
