import { type Clock, deviceKey, isGuest } from '@parley/protocol'
import type { Logger } from 'pino'
import type { Directory } from '../directory/directory.ts'
import { countsFor } from '../keys/countsFor.ts'
import type { AddKey } from '../keys/keyAdding.ts'
import type { Arrival } from '../limits/oneAddress.ts'
import type { SerialQueues } from '../serialQueues.ts'
import type { Arrivals } from './arrivals.ts'
import type { AdmittedConnection, Connections } from './connections.ts'
import { Refusal } from './handshake.ts'
import type { Identify } from './identification.ts'
import type { Places } from './places.ts'
import type { ParleySocket } from './types.ts'
import type { Visitors } from './visitors.ts'

/** The ports of admission. */
export interface AdmissionDeps {
  identify: Identify
  visitors: Pick<Visitors, 'of'>
  places: Pick<Places<object>, 'prove' | 'unprove'>
  warnOfOneAddress: (arrival: Arrival) => void
  directory: Pick<Directory, 'find' | 'sawKey'>
  addKey: AddKey
  connections: Connections
  arrivals: Arrivals
  /** The most devices of one user that may be connected, beyond one for each key. */
  socketsPerUser: number
  queues: SerialQueues
  clock: Clock
  log: Logger
}

/** Admits and releases connections, each in order with its device's requests. */
export interface Admission {
  /** Identifies and admits a connection, and closes the device's earlier one. Rejects with a Refusal. */
  admit(socket: ParleySocket): Promise<void>
  /** Releases a lost connection. Calling it again or late is harmless. */
  release(socket: ParleySocket): void
}

const nothing = Object.freeze({})

/** Creates the admission of connections. */
export function createAdmission(deps: AdmissionDeps): Admission {
  const { identify, visitors, places, directory, addKey, connections, arrivals, queues, clock, log } = deps
  /** The one socket of each Engine.IO connection. Socket.IO itself would accept a second CONNECT during the first. */
  const devices = new WeakMap<object, ParleySocket>()

  /** Stores the key, then checks it again: it may have been revoked during admission. */
  async function enrol(socket: ParleySocket): Promise<void> {
    const { device, identity, key, chain } = socket.data
    const { userId } = device
    // Nothing is stored of a guest, and a guest's key cannot be revoked.
    if (isGuest(userId)) return
    const known = chain.steps.length === 0 || (await addKey(userId, key, identity.certificates))
    const binding = await directory.find(userId)
    if (!binding || !(await countsFor(binding, chain))) throw new Refusal('deviceRemoved')
    if (!known) throw new Refusal('tooMany')
    // Unless `learn` has set newer revocations meanwhile.
    if (socket.data.identity === identity) socket.data.identity = { ...identity, revocations: binding.revocations }
    // Nobody waits for it, and a failure is only logged: it must not refuse the device.
    void directory
      .sawKey(userId, key, clock.wall())
      .catch((error: unknown) => log.error({ err: error }, 'a key could not be noted'))
  }

  async function join(socket: ParleySocket): Promise<void> {
    const { device, key } = socket.data
    // Each key may have one connection in any case: a stolen device must not keep those out who would remove it.
    const isThere = connections.of(device.userId).some((other) => other.key === key)
    if (isThere && connections.countOthers(device) >= deps.socketsPerUser) throw new Refusal('tooMany')
    if (!places.prove(socket.conn)) throw new Refusal('tooMany')
    // Added before the key is checked, so that a revocation from here on finds the connection.
    connections.add(socket)
    try {
      await enrol(socket)
    } catch (error) {
      connections.remove(socket.id)
      places.unprove(socket.conn)
      throw error
    }
    deps.warnOfOneAddress({ userId: device.userId, ...visitors.of(socket.conn) })
    // A device of the previous version counts once it has said that it is in a call.
    if (!socket.data.previous) await arrivals.arrive({ connectionId: socket.id, device })
  }

  async function leave(connection: AdmittedConnection): Promise<void> {
    const { connectionId, device } = connection
    connections.remove(connectionId)
    await arrivals.depart(connection)
    log.debug({ event: 'left', ...device }, 'a connection is gone')
  }

  function release(socket: ParleySocket): void {
    const connection = connections.get(socket.id)
    if (!connection) return
    queues
      .run(deviceKey(connection.device), () => leave(connection))
      .catch((error: unknown) => log.error({ err: error }, 'a connection could not be released'))
  }

  /** One listener for all connections; Engine.IO calls it with the connection as `this`. */
  function releaseDevice(this: object): void {
    const socket = devices.get(this)
    if (socket) release(socket)
  }

  return {
    admit: async (socket) => {
      if (devices.has(socket.conn)) throw new Refusal('invalid')
      devices.set(socket.conn, socket)
      // In the connection's own queue, so that `close` of the server waits for it.
      socket.data = await queues.run(socket.id, () => identify(socket.handshake.auth, visitors.of(socket.conn)))
      // No longer needed; Socket.IO would keep these as long as the connection.
      Object.assign(socket.handshake, { auth: nothing, headers: nothing, query: nothing, time: '' })
      // Until Socket.IO's `connection` event, only this listener reports a lost connection.
      socket.conn.on('close', releaseDevice)
      await queues.run(deviceKey(socket.data.device), () => join(socket))
      if (socket.conn.readyState !== 'open') release(socket)
    },
    release,
  }
}
