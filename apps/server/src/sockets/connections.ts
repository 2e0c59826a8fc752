import { type DeviceRef, sameDevice, type UserId, userKey } from '@parley/protocol'
import type { KeyConnection } from '../keys/keyService.ts'
import type { ParleySocket } from './types.ts'

/** A connection that has been let in, served or about to be. */
export interface AdmittedConnection extends KeyConnection {
  readonly connectionId: string
  /** Ends the connection: another one of its device has taken over. */
  close(): void
}

/** The connections that are in, found by their own name and by their user's. */
export interface Connections {
  add(socket: ParleySocket): AdmittedConnection
  remove(connectionId: string): void
  get(connectionId: string): AdmittedConnection | undefined
  of(userId: UserId): readonly AdmittedConnection[]
  /** How many devices of this user are connected, other than this one. */
  countOthers(device: DeviceRef): number
  readonly size: number
}

export function createConnections(): Connections {
  const connections = new Map<string, AdmittedConnection>()
  const byUser = new Map<string, Set<AdmittedConnection>>()
  const of = (userId: UserId) => [...(byUser.get(userKey(userId)) ?? [])]

  return {
    add: (socket) => {
      const { device, key, chain } = socket.data
      const connection: AdmittedConnection = {
        ...{ connectionId: socket.id, device, key, chain },
        learn: (revocations) => {
          socket.data.identity = { ...socket.data.identity, revocations }
        },
        shutOut: () => {
          socket.data.removed = true
          close(socket)
        },
        close: () => close(socket),
      }
      connections.set(socket.id, connection)
      const user = userKey(device.userId)
      byUser.set(user, (byUser.get(user) ?? new Set()).add(connection))
      return connection
    },
    remove: (connectionId) => {
      const connection = connections.get(connectionId)
      if (!connection) return
      connections.delete(connectionId)
      const user = userKey(connection.device.userId)
      const others = byUser.get(user)
      others?.delete(connection)
      if (others?.size === 0) byUser.delete(user)
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

/** Of one that is not served yet, Socket.IO has nothing to disconnect. */
function close(socket: ParleySocket): void {
  if (socket.connected) socket.disconnect(true)
  else socket.conn.close()
}
