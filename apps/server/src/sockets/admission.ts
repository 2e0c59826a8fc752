import type { Logger } from 'pino'
import type { CallService } from '../calls/service.ts'
import type { Connection, Presence } from '../presence/presence.ts'
import { parseHandshake, Refusal } from './handshake.ts'
import { deviceKey } from './rooms.ts'
import type { SerialQueues } from './serialQueues.ts'
import type { ParleySocket } from './types.ts'

export interface AdmissionDeps {
  presence: Presence
  calls: Pick<CallService, 'deviceArrived' | 'deviceLeft'>
  queues: SerialQueues
  log: Logger
}

/** Lets connections in and out, each in order with its device's requests. */
export interface Admission {
  /** Lets a connection in and sends an older one of its device away. Rejects with a Refusal. */
  admit(socket: ParleySocket): Promise<void>
  /** The connection is gone. May be said more than once, and late. */
  release(socket: ParleySocket): void
  /** How many connections are in. */
  readonly size: number
}

export function createAdmission({ presence, calls, queues, log }: AdmissionDeps): Admission {
  const admitted = new Map<string, { socket: ParleySocket; connection: Connection }>()
  /** Socket.IO takes more than one CONNECT on a connection while the first is under way; each would hold an ID. */
  const seen = new WeakSet<object>()

  function dismiss(connectionId: string): void {
    const socket = admitted.get(connectionId)?.socket
    if (socket?.connected) socket.disconnect(true)
    else socket?.conn.close()
  }

  async function join(socket: ParleySocket, connection: Connection): Promise<void> {
    const joined = await presence.join(connection)
    if (!joined.ok) throw new Refusal('idTaken')
    const device = { userId: joined.userId, deviceId: connection.deviceId }
    socket.data.device = device
    admitted.set(socket.id, { socket, connection })
    if (joined.superseded) dismiss(joined.superseded)
    await calls.deviceArrived(device)
    log.debug({ event: 'joined', ...device }, 'a device is there')
  }

  async function leave(socket: ParleySocket, connection: Connection): Promise<void> {
    admitted.delete(socket.id)
    const { device } = socket.data
    if (await presence.leave(connection)) await calls.deviceLeft(device)
    log.debug({ event: 'left', ...device }, 'a connection is gone')
  }

  function release(socket: ParleySocket): void {
    const connection = admitted.get(socket.id)?.connection
    if (!connection) return
    queues
      .run(deviceKey(connection), () => leave(socket, connection))
      .catch((error: unknown) => log.error({ err: error }, 'a connection could not be released'))
  }

  return {
    admit: async (socket) => {
      if (seen.has(socket.conn)) throw new Refusal('invalid')
      seen.add(socket.conn)
      const { userId, deviceId, holder } = parseHandshake(socket.handshake.auth)
      const connection = { connectionId: socket.id, userId, deviceId, holder }
      // Between here and Socket.IO's `connection` event a lost connection is reported nowhere else.
      socket.conn.once('close', () => release(socket))
      await queues.run(deviceKey(connection), () => join(socket, connection))
      if (socket.conn.readyState !== 'open') release(socket)
    },
    release,
    get size() {
      return admitted.size
    },
  }
}
