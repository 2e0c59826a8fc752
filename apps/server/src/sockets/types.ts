import type { ClientToServerEvents, DeviceRef, ServerToClientEvents } from '@parley/protocol'
import type { DefaultEventsMap, Server, Socket } from 'socket.io'

/** Whose connection it is, known once it is admitted. */
export interface SocketData {
  device: DeviceRef
}

export type ParleyIo = Server<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>
export type ParleySocket = Socket<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>
