import type { DeviceRef } from '@parley/protocol'
import type { Logger } from 'pino'
import type { CallService } from '../calls/service.ts'
import type { Waiting } from '../calls/waiting.ts'
import type { DeviceLinkService } from '../deviceLinks/deviceLinkService.ts'
import type { Presence } from '../presence/presence.ts'
import type { Connections } from './connections.ts'

/** The ports of arrivals. */
export interface ArrivalsDeps {
  connections: Pick<Connections, 'get'>
  presence: Pick<Presence, 'join' | 'leave'>
  calls: Pick<CallService, 'deviceArrived' | 'deviceLeft'>
  links: Pick<DeviceLinkService, 'ownerLeft'>
  waiting: Waiting
  log: Logger
}

/** A connection and its device. */
interface Arriving {
  readonly connectionId: string
  readonly device: DeviceRef
}

/** Lets a connection count: its user is online by it, and calls notice. Calling either again is harmless. */
export interface Arrivals {
  /** Closes the device's earlier connection. */
  arrive(connection: Arriving): Promise<void>
  /** Does nothing if the connection does not count. */
  depart(connection: Arriving): Promise<void>
}

/** Creates the arrivals. */
export function createArrivals({ connections, presence, calls, links, waiting, log }: ArrivalsDeps): Arrivals {
  return {
    arrive: async ({ connectionId, device }) => {
      const { superseded } = await presence.join({ connectionId, ...device })
      if (superseded !== null && superseded !== connectionId) connections.get(superseded)?.close()
      await calls.deviceArrived(device)
      log.debug({ event: 'joined', ...device }, 'a device is there')
    },
    depart: async ({ connectionId, device }) => {
      if (!(await presence.leave({ connectionId, ...device }))) return
      links.ownerLeft(device)
      await waiting.only(device, null)
      await calls.deviceLeft(device)
    },
  }
}
