import type { Chain } from '@parley/identity'
import { type DeviceRef, type PublicKey, type Revocations, sameDevice, type UserId, userKey } from '@parley/protocol'
import type { KeyConnection } from '../keys/keyService.ts'
import type { ParleySocket } from './types.ts'

/** An admitted connection; Socket.IO may not have connected its socket yet. */
export interface AdmittedConnection extends KeyConnection {
  readonly connectionId: string
  readonly socket: ParleySocket
  /** Closes the connection, as when a newer one of its device replaces it. */
  close(): void
}

/** The admitted connections, by connection ID and by user. */
export interface Connections {
  add(socket: ParleySocket): AdmittedConnection
  remove(connectionId: string): void
  get(connectionId: string): AdmittedConnection | undefined
  /** The connections of a user's devices. */
  of(userId: UserId): readonly AdmittedConnection[]
  /** How many other devices of the device's user are connected. */
  countOthers(device: DeviceRef): number
  readonly size: number
}

/** A class that keeps only the socket, because there are thousands. */
class SocketConnection implements AdmittedConnection {
  readonly socket: ParleySocket

  constructor(socket: ParleySocket) {
    this.socket = socket
  }

  get connectionId(): string {
    return this.socket.id
  }

  get device(): DeviceRef {
    return this.socket.data.device
  }

  get key(): PublicKey {
    return this.socket.data.key
  }

  get chain(): Chain {
    return this.socket.data.chain
  }

  learn(revocations: Revocations): void {
    const { data } = this.socket
    data.identity = { ...data.identity, revocations }
  }

  shutOut(): void {
    this.socket.data.removed = true
    this.close()
  }

  close(): void {
    // Before its `connection` event Socket.IO cannot disconnect the socket.
    if (this.socket.connected) this.socket.disconnect(true)
    else this.socket.conn.close()
  }
}

const none: readonly AdmittedConnection[] = []

/** Creates an empty set of connections. */
export function createConnections(): Connections {
  const connections = new Map<string, AdmittedConnection>()
  /** Lists are replaced, never changed, so that a caller may add and remove while iterating. */
  const byUser = new Map<string, readonly AdmittedConnection[]>()
  const of = (userId: UserId) => byUser.get(userKey(userId)) ?? none

  return {
    add: (socket) => {
      const connection = new SocketConnection(socket)
      const { userId } = connection.device
      connections.set(socket.id, connection)
      byUser.set(userKey(userId), [...of(userId), connection])
      return connection
    },
    remove: (connectionId) => {
      const connection = connections.get(connectionId)
      if (!connection) return
      connections.delete(connectionId)
      const { userId } = connection.device
      const others = of(userId).filter((other) => other !== connection)
      if (others.length > 0) byUser.set(userKey(userId), others)
      else byUser.delete(userKey(userId))
    },
    get: (connectionId) => connections.get(connectionId),
    of,
    countOthers: (device) =>
      new Set(of(device.userId).flatMap((each) => (sameDevice(each.device, device) ? [] : each.device.deviceId))).size,
    get size() {
      return connections.size
    },
  }
}
