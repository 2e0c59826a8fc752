import { setImmediate } from 'node:timers/promises'
import {
  type Ack,
  type CallId,
  type ClientContract,
  type Clock,
  type DeviceRef,
  deviceKey,
  type Payload,
} from '@parley/protocol'
import type { Logger } from 'pino'
import type { CallService } from '../calls/service.ts'
import { createExpiringMap } from '../expiringMap.ts'
import type { SerialQueues } from '../serialQueues.ts'
import type { Arrivals } from './arrivals.ts'
import type { ParleySocket } from './types.ts'

/** How long a device that was let go is refused at its handshake, so that its page says why. Milliseconds. */
const REFUSED_MS = 60_000

/** The most devices that are remembered as let go. */
const MAX_REFUSED = 10_000

type SyncAck = Ack<ClientContract, 'sync'>

/** The ports of `createContinuing`. */
export interface ContinuingDeps {
  calls: Pick<CallService, 'sync' | 'endCallsOf' | 'isInCall'>
  arrivals: Arrivals
  queues: SerialQueues
  clock: Clock
  log: Logger
}

/**
 * Devices of the previous version, whose pages were in a call when the server was replaced. A handshake does not tell
 * whether a device is in a call, so each is admitted until its `sync` does. It counts as online only while the server
 * knows its call. One without a call is disconnected, and then refused at its handshake with `unsupportedVersion`.
 */
export interface Continuing {
  /** True if this device was let go a moment ago. */
  isLetGo(device: DeviceRef): boolean
  /** Answers `sync` with what an answered call needs: what else there is may have another shape in the previous version. */
  sync(socket: ParleySocket, payload: Payload<ClientContract, 'sync'>): Promise<SyncAck>
  /** Called after the device has ended this call. */
  ended(socket: ParleySocket, callId: CallId): void
  /** Called after the device was told that a call is over. */
  toldOfEnd(socket: ParleySocket): void
}

/** Creates the care of devices of the previous version; nobody is let go yet. */
export function createContinuing({ calls, arrivals, queues, clock, log }: ContinuingDeps): Continuing {
  const letGo = createExpiringMap<true>({ now: clock.now, keepMs: REFUSED_MS, max: MAX_REFUSED })
  /** The call that each device goes on with. */
  const goesOnWith = new WeakMap<ParleySocket, CallId>()

  /** Closes the connection as a lost network does, after all that was sent: the page then tries again, and is refused. */
  function dismiss(socket: ParleySocket): void {
    letGo.set(deviceKey(socket.data.device), true)
    // After the acknowledgement of the present request.
    void setImmediate().then(() => socket.conn.close())
  }

  async function dismissIdle(socket: ParleySocket): Promise<void> {
    if (!(await calls.isInCall(socket.data.device))) dismiss(socket)
  }

  /** In the device's queue: what it has asked before comes first. */
  function reconsider(socket: ParleySocket): void {
    queues
      .run(deviceKey(socket.data.device), () => dismissIdle(socket))
      .catch((error: unknown) => log.error({ err: error }, 'a device could not be let go'))
  }

  return {
    isLetGo: (device) => letGo.get(deviceKey(device)) === true,
    sync: async (socket, payload) => {
      const { device } = socket.data
      const connection = { connectionId: socket.id, device }
      const { call } = payload
      if (call?.status !== 'IN_CALL') {
        await calls.endCallsOf(device)
        dismiss(socket)
        return { ok: true, now: clock.wall(), call: null, invitation: null, missed: [] }
      }
      goesOnWith.set(socket, call.callId)
      await arrivals.arrive(connection)
      const ack = await calls.sync(device, payload)
      if (!ack.ok) return ack
      if (!(await calls.isInCall(device))) {
        await arrivals.depart(connection)
        // If the server only cannot take the call up yet, the device asks again.
        if (ack.call) dismiss(socket)
      }
      const { invitations: _, ...rest } = ack
      return { ...rest, invitation: null, missed: [] }
    },
    ended: (socket, callId) => {
      if (goesOnWith.get(socket) === callId) reconsider(socket)
    },
    toldOfEnd: reconsider,
  }
}
