import { type CallId, type DeviceRef, deviceKey, sameDevice } from '@parley/protocol'
import { type AnsweredCall, isParty } from './call.ts'
import type { CallDeps, Lifecycle } from './lifecycle.ts'

const otherThan = (device: DeviceRef, { caller, answeredBy }: AnsweredCall): DeviceRef =>
  sameDevice(caller, device) ? answeredBy : caller

/**
 * Takes up calls that were answered before a restart: one of the two devices shows its ticket. The other may come when it
 * can, as in any answered call; a call that is over for it has no media any more, which the first finds out by itself.
 */
export function createAdoption({ tickets }: Pick<CallDeps, 'tickets'>, lifecycle: Lifecycle) {
  /** The call in which each connected device has said that it is. */
  const beliefs = new Map<string, CallId | null>()

  return {
    /** A device says in which call it is. */
    heard: (device: DeviceRef, callId: CallId | null): void => {
      beliefs.set(deviceKey(device), callId)
    },
    /** A device has ended a call. */
    ended: (device: DeviceRef, callId: CallId): void => {
      if (beliefs.get(deviceKey(device)) === callId) beliefs.set(deviceKey(device), null)
    },
    /** What the device said does not count any more: it has gone, or come anew. */
    forget: (device: DeviceRef): void => void beliefs.delete(deviceKey(device)),
    /** A device shows a ticket for a call that is not known here. Nothing happens where it is worth nothing. */
    adopt: async (device: DeviceRef, callId: CallId, ticket: string): Promise<void> => {
      const call = tickets.read(ticket)
      if (!call || call.callId !== callId || !isParty(call, device)) return
      const other = otherThan(device, call)
      const belief = beliefs.get(deviceKey(other))
      // The other device is here and knows nothing of it: the call has ended there.
      if (belief !== undefined && belief !== callId) return
      await lifecycle.adopt(call)
    },
  }
}

export type Adoption = ReturnType<typeof createAdoption>
