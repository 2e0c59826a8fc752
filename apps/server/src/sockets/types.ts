import type { Chain } from '@parley/identity'
import type { ClientToServerEvents, DeviceRef, Identity, PublicKey, ServerToClientEvents } from '@parley/protocol'
import type { DefaultEventsMap, Server, Socket } from 'socket.io'

/** Whose connection it is, verified before it is served. */
export interface SocketData {
  device: DeviceRef
  /** What others are shown of who the device is. */
  identity: Identity
  /** The device's own, to which `chain` leads. */
  key: PublicKey
  chain: Chain
  /** The key counts no more: what the device has asked for and was not answered yet is not done. */
  removed?: boolean
}

export type ParleyIo = Server<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>
export type ParleySocket = Socket<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>
