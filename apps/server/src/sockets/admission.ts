import { type Clock, deviceKey, isGuest } from '@parley/protocol'
import type { Logger } from 'pino'
import type { CallService } from '../calls/service.ts'
import type { Waiting } from '../calls/waiting.ts'
import type { DeviceLinkService } from '../deviceLinks/deviceLinkService.ts'
import type { Directory } from '../directory/directory.ts'
import { countsFor } from '../keys/countsFor.ts'
import type { Presence } from '../presence/presence.ts'
import type { AdmittedConnection, Connections } from './connections.ts'
import { Refusal } from './handshake.ts'
import type { Identify } from './identification.ts'
import type { SerialQueues } from './serialQueues.ts'
import type { ParleySocket } from './types.ts'
import type { Visitors } from './visitors.ts'

export interface AdmissionDeps {
  identify: Identify
  visitors: Pick<Visitors, 'of'>
  directory: Pick<Directory, 'find' | 'addKey' | 'sawKey'>
  connections: Connections
  presence: Presence
  calls: Pick<CallService, 'deviceArrived' | 'deviceLeft'>
  links: Pick<DeviceLinkService, 'ownerLeft'>
  waiting: Waiting
  /** How many devices of one user may be connected. */
  socketsPerUser: number
  queues: SerialQueues
  clock: Clock
  log: Logger
}

/** Lets connections in and out, each in order with its device's requests. */
export interface Admission {
  /** Lets a connection in and sends an older one of its device away. Rejects with a Refusal. */
  admit(socket: ParleySocket): Promise<void>
  /** The connection is gone. May be said more than once, and late. */
  release(socket: ParleySocket): void
}

const nothing = Object.freeze({})

export function createAdmission(deps: AdmissionDeps): Admission {
  const { identify, visitors, directory, connections, presence, calls, links, waiting, queues, clock, log } = deps
  /**
   * The one device of each connection: Socket.IO takes more than one CONNECT while the first is under way, and each would be
   * one.
   */
  const devices = new WeakMap<object, ParleySocket>()

  /** Notes the key, and asks once more: it may have been taken away while it was let in. */
  async function enrol(socket: ParleySocket): Promise<void> {
    const { device, identity, key, chain } = socket.data
    const { userId } = device
    // Of a guest nothing is kept, and there is nothing to take away.
    if (isGuest(userId)) return
    const known = chain.steps.length === 0 || (await directory.addKey(userId, key, identity.certificates, clock.now()))
    const binding = await directory.find(userId)
    if (!binding || !(await countsFor(binding, chain))) throw new Refusal('deviceRemoved')
    if (!known) throw new Refusal('tooMany')
    // Unless it has learned of newer ones since.
    if (socket.data.identity === identity) socket.data.identity = { ...identity, revocations: binding.revocations }
    // Worth knowing, not worth keeping somebody out.
    await directory
      .sawKey(userId, key, clock.now())
      .catch((error: unknown) => log.error({ err: error }, 'a key could not be noted'))
  }

  async function join(socket: ParleySocket): Promise<void> {
    const { device } = socket.data
    if (connections.countOthers(device) >= deps.socketsPerUser) throw new Refusal('tooMany')
    // Before it is asked whether the key counts: from here on, whoever takes it away finds the connection.
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

  /** One for all connections; Engine.IO calls it as the connection's own. */
  function releaseDevice(this: object): void {
    const socket = devices.get(this)
    if (socket) release(socket)
  }

  return {
    admit: async (socket) => {
      if (devices.has(socket.conn)) throw new Refusal('invalid')
      devices.set(socket.conn, socket)
      // In a queue of its own, so that closing waits for it.
      socket.data = await queues.run(socket.id, () => identify(socket.handshake.auth, visitors.of(socket.conn)))
      // Read, and held for the connection's whole life otherwise.
      Object.assign(socket.handshake, { auth: nothing, headers: nothing, query: nothing, time: '' })
      // Between here and Socket.IO's `connection` event a lost connection is reported nowhere else.
      socket.conn.on('close', releaseDevice)
      await queues.run(deviceKey(socket.data.device), () => join(socket))
      if (socket.conn.readyState !== 'open') release(socket)
    },
    release,
  }
}
