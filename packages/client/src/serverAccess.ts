import type { ClientToServerEvents, ServerToClientEvents } from '@parley/protocol'
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'

/** A client's connection to the server. */
export type ServerSocket = Socket<ServerToClientEvents, ClientToServerEvents>

/** How a device comes to the server and back to it: at most 5 s between two attempts, and none that waits for ever. */
export const socketOptions = {
  autoConnect: false,
  transports: ['websocket', 'polling'],
  tryAllTransports: true,
  reconnectionDelay: 500,
  reconnectionDelayMax: 5_000,
  /** A server that takes the connection and then says nothing is tried anew after this. Milliseconds. */
  timeout: 10_000,
} satisfies Partial<ManagerOptions & SocketOptions>

/** How a client reaches its server. */
export interface ServerAccess {
  /** The socket that calls go over, not yet connected. */
  socket(): ServerSocket
  /** A socket to another of the server's namespaces, not yet connected; `auth` says who comes. */
  socketAt(namespace: string, auth: object): Socket
  /** Fetches JSON from a path, relative to the server's address. Rejects if it is not there. */
  json(path: string, signal: AbortSignal): Promise<unknown>
}

/** @param url the server's address, such as that of the page it serves */
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
