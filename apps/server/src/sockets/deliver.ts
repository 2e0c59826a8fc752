import { continuingFacts, type DeviceRef, sameDevice, serverEvents, tell } from '@parley/protocol'
import type { Deliver, Recipient } from '../calls/announce.ts'
import type { Connections } from './connections.ts'
import type { Continuing } from './continuing.ts'

/** True if the announcement is for this device of the recipient user. */
function isFor(device: DeviceRef, to: Recipient): boolean {
  if ('device' in to) return sameDevice(device, to.device)
  return to.except === undefined || !sameDevice(device, to.except)
}

/**
 * Creates the delivery of announcements to users and devices. Emits to each socket by itself, because Socket.IO's rooms
 * cost more for the one or two devices of a user. A device of the previous version is told only what its call needs.
 */
export function createDeliver(
  connections: Pick<Connections, 'of'>,
  { toldOfEnd }: Pick<Continuing, 'toldOfEnd'>,
): Deliver {
  return ({ to, event, payload }) => {
    for (const { socket, device } of connections.of('device' in to ? to.device.userId : to.user)) {
      // A socket that is not connected yet will send `sync`; a lost one cannot receive anything.
      if (!socket.connected || !isFor(device, to)) continue
      const { previous } = socket.data
      if (previous && !continuingFacts.includes(event)) continue
      tell(socket, serverEvents, event, payload)
      if (previous && event === 'callEnded') toldOfEnd(socket)
    }
  }
}
