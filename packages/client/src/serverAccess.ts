import type { ClientToServerEvents, ServerToClientEvents } from '@parley/protocol'
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'

/** A client's connection to the server. */
export type ServerSocket = Socket<ServerToClientEvents, ClientToServerEvents>

/** Options of the connection: at most 5 s between two attempts, and a time limit for each. */
export const socketOptions = {
  autoConnect: false,
  transports: ['websocket', 'polling'],
  tryAllTransports: true,
  reconnectionDelay: 500,
  reconnectionDelayMax: 5_000,
  /** The time limit of an attempt, because a server may accept the connection and then send nothing. Milliseconds. */
  timeout: 10_000,
} satisfies Partial<ManagerOptions & SocketOptions>

/** How a client reaches its server. */
export interface ServerAccess {
  /** Creates the client's own socket, not yet connected. */
  socket(): ServerSocket
  /** Creates a socket to another namespace of the server, not yet connected. `auth` is sent in its handshake. */
  socketAt(namespace: string, auth: object): Socket
  /** Fetches JSON from a path, relative to the server's address. Rejects if the server does not return it. */
  json(path: string, signal: AbortSignal): Promise<unknown>
}

/** Reaches the server at this address; that of any page it serves will do. */
export function serverAt(url: string | URL): ServerAccess {
  const { origin } = new URL(url)
  return {
    socket: () => io(origin, socketOptions),
    socketAt: (namespace, auth) => io(origin + namespace, { auth, autoConnect: false, forceNew: true }),
    async json(path, signal) {
      const response = await fetch(new URL(path, url), { signal, cache: 'no-store' })
      if (!response.ok) throw new Error(`${response.status} for ${path}`)
      return response.json()
    },
  }
}
