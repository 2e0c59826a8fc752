import { type Clock, deviceKey, isGuest } from '@parley/protocol'
import type { Logger } from 'pino'
import type { CallService } from '../calls/service.ts'
import type { Waiting } from '../calls/waiting.ts'
import type { DeviceLinkService } from '../deviceLinks/deviceLinkService.ts'
import type { Directory } from '../directory/directory.ts'
import { countsFor } from '../keys/countsFor.ts'
import type { Presence } from '../presence/presence.ts'
import type { SerialQueues } from '../serialQueues.ts'
import type { AdmittedConnection, Connections } from './connections.ts'
import { Refusal } from './handshake.ts'
import type { Identify } from './identification.ts'
import type { ParleySocket } from './types.ts'
import type { Visitors } from './visitors.ts'

/** The ports of admission. */
export interface AdmissionDeps {
  identify: Identify
  visitors: Pick<Visitors, 'of'>
  directory: Pick<Directory, 'find' | 'addKey' | 'sawKey'>
  connections: Connections
  presence: Presence
  calls: Pick<CallService, 'deviceArrived' | 'deviceLeft'>
  links: Pick<DeviceLinkService, 'ownerLeft'>
  waiting: Waiting
  /** The most devices of one user that may be connected. */
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
  const { identify, visitors, directory, connections, presence, calls, links, waiting, queues, clock, log } = deps
  /** The one socket of each Engine.IO connection. Socket.IO itself would accept a second CONNECT during the first. */
  const devices = new WeakMap<object, ParleySocket>()

  /** Stores the key, then checks it again: it may have been revoked during admission. */
  async function enrol(socket: ParleySocket): Promise<void> {
    const { device, identity, key, chain } = socket.data
    const { userId } = device
    // Nothing is stored of a guest, and a guest's key cannot be revoked.
    if (isGuest(userId)) return
    const known = chain.steps.length === 0 || (await directory.addKey(userId, key, identity.certificates, clock.now()))
    const binding = await directory.find(userId)
    if (!binding || !(await countsFor(binding, chain))) throw new Refusal('deviceRemoved')
    if (!known) throw new Refusal('tooMany')
    // Unless `learn` has set newer revocations meanwhile.
    if (socket.data.identity === identity) socket.data.identity = { ...identity, revocations: binding.revocations }
    // A failure is only logged; it must not refuse the device.
    await directory
      .sawKey(userId, key, clock.now())
      .catch((error: unknown) => log.error({ err: error }, 'a key could not be noted'))
  }

  async function join(socket: ParleySocket): Promise<void> {
    const { device } = socket.data
    if (connections.countOthers(device) >= deps.socketsPerUser) throw new Refusal('tooMany')
    // Added before the key is checked, so that a revocation from here on finds the connection.
    connections.add(socket)
    try {
      await enrol(socket)
    } catch (error) {
      connections.remove(socket.id)
      throw error
    }
    const { superseded } = await presence.join({ connectionId: socket.id, ...device })
    if (superseded !== null) connections.get(superseded)?.close()
    await calls.deviceArrived(device)
    log.debug({ event: 'joined', ...device }, 'a device is there')
  }

  async function leave({ connectionId, device }: AdmittedConnection): Promise<void> {
    connections.remove(connectionId)
    if (await presence.leave({ connectionId, ...device })) {
      links.ownerLeft(device)
      await waiting.only(device, null)
      await calls.deviceLeft(device)
    }
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
