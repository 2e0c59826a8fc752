import type { Chain } from '@parley/identity'
import type { ClientToServerEvents, DeviceRef, Identity, PublicKey, ServerToClientEvents } from '@parley/protocol'
import type { DefaultEventsMap, Server, Socket } from 'socket.io'

/** The verified device of a connection. */
export interface SocketData {
  device: DeviceRef
  /** The identity that other devices are shown. */
  identity: Identity
  /** The device's own key, at the end of `chain`. */
  key: PublicKey
  chain: Chain
  /** True once the key is revoked: pending requests are dropped. */
  removed?: boolean
  /** True if the device speaks the previous version: it may only go on with its call. */
  previous?: boolean
}

/** The Socket.IO server, typed by Parley's contract. */
export type ParleyIo = Server<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>
/** A device's socket, typed by Parley's contract. */
export type ParleySocket = Socket<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>
