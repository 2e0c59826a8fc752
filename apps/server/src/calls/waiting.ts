import type { CallId, DeviceRef } from '@parley/protocol'

/** A place where devices wait for another: the call links, or the match queue. */
export interface WaitingPlace {
  /** Ends the device's wait here if `isMeant` is true for its ID. */
  leave(device: DeviceRef, isMeant: (callId: CallId) => boolean): Promise<void>
}

/** Ends waits that their devices have left. */
export interface Waiting {
  /** Ends all waits of the device except that of this ID; null ends all. */
  only(device: DeviceRef, callId: CallId | null): Promise<void>
  /** Ends the device's wait of this ID. */
  ended(device: DeviceRef, callId: CallId): Promise<void>
}

/** Creates the ending of waits at all these places. */
export function createWaiting(places: readonly WaitingPlace[]): Waiting {
  const leave: WaitingPlace['leave'] = async (device, isMeant) => {
    for (const place of places) await place.leave(device, isMeant)
  }
  return {
    only: (device, callId) => leave(device, (waited) => waited !== callId),
    ended: (device, callId) => leave(device, (waited) => waited === callId),
  }
}
