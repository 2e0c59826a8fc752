import type { CallId, DeviceRef } from '@parley/protocol'

/** Where devices wait for somebody to come. */
export interface WaitingPlace {
  /** The device waits here no more, if it does under a name of which this is true. */
  leave(device: DeviceRef, isMeant: (callId: CallId) => boolean): Promise<void>
}

/** Keeps devices from waiting where their people are not any more. */
export interface Waiting {
  /** The device is at this call, or at none: it waits for no other. */
  only(device: DeviceRef, callId: CallId | null): Promise<void>
  /** The device has ended this. */
  ended(device: DeviceRef, callId: CallId): Promise<void>
}

export function createWaiting(places: readonly WaitingPlace[]): Waiting {
  const leave: WaitingPlace['leave'] = async (device, isMeant) => {
    for (const place of places) await place.leave(device, isMeant)
  }
  return {
    only: (device, callId) => leave(device, (waited) => waited !== callId),
    ended: (device, callId) => leave(device, (waited) => waited === callId),
  }
}
