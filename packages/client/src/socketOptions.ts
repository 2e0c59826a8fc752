import type { ManagerOptions, SocketOptions } from 'socket.io-client'

/** How this device comes to the server and back to it: at most 5 s between two attempts, and none that waits for ever. */
export const socketOptions = {
  autoConnect: false,
  transports: ['websocket', 'polling'],
  tryAllTransports: true,
  reconnectionDelay: 500,
  reconnectionDelayMax: 5_000,
  /** A server that takes the connection and then says nothing is tried anew after this. Milliseconds. */
  timeout: 10_000,
} satisfies Partial<ManagerOptions & SocketOptions>
