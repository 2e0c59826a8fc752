import { type CallId, type DeviceRef, deviceKey, sameDevice } from '@parley/protocol'
import { type AnsweredCall, isParty } from './call.ts'
import type { CallDeps, Lifecycle } from './lifecycle.ts'

const otherThan = (device: DeviceRef, { caller, answeredBy }: AnsweredCall): DeviceRef =>
  sameDevice(caller, device) ? answeredBy : caller

/**
 * Restores calls that were answered before a restart, when one of the two devices shows its ticket. The other device
 * may reconnect later. If the call is over for it, the first device notices by the missing media. A ticket outlives its
 * call, so it speaks for the device that shows it: the other user is in the call once the other device says so.
 */
export function createAdoption({ tickets }: Pick<CallDeps, 'tickets'>, lifecycle: Lifecycle) {
  /** The call each connected device last reported to be in, null for none. Keyed by `deviceKey`. */
  const beliefs = new Map<string, CallId | null>()

  return {
    /** Records the call a device reports to be in. */
    heard: (device: DeviceRef, callId: CallId | null): void => {
      beliefs.set(deviceKey(device), callId)
    },
    /** Records that a device has ended a call. */
    ended: (device: DeviceRef, callId: CallId): void => {
      if (beliefs.get(deviceKey(device)) === callId) beliefs.set(deviceKey(device), null)
    },
    /** Forgets the device's report, because it has disconnected or reconnected. */
    forget: (device: DeviceRef): void => void beliefs.delete(deviceKey(device)),
    /** Restores the unknown call of a device's ticket. Ignores an invalid ticket, or one for another call or device. */
    adopt: async (device: DeviceRef, callId: CallId, ticket: string): Promise<void> => {
      const known = tickets.read(ticket)
      if (!known || known.call.callId !== callId || !isParty(known.call, device)) return
      const { call, fromEarlier } = known
      const other = otherThan(device, call)
      const belief = beliefs.get(deviceKey(other))
      // The other device has reported another call or none: this call has ended there.
      if (belief !== undefined && belief !== callId) return
      await lifecycle.adopt(call, fromEarlier, device)
    },
  }
}

/** The calls that devices report, and the restoring of calls by ticket. */
export type Adoption = ReturnType<typeof createAdoption>
