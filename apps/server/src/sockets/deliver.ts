import { type DeviceRef, sameDevice, serverEvents, tell } from '@parley/protocol'
import type { Deliver, Recipient } from '../calls/announce.ts'
import type { Connections } from './connections.ts'

/** True if the announcement is for this device of the recipient user. */
function isFor(device: DeviceRef, to: Recipient): boolean {
  if ('device' in to) return sameDevice(device, to.device)
  return to.except === undefined || !sameDevice(device, to.except)
}

/**
 * Creates the delivery of announcements to users and devices. Emits to each socket by itself, because Socket.IO's rooms
 * cost more for the one or two devices of a user.
 */
export function createDeliver(connections: Pick<Connections, 'of'>): Deliver {
  return ({ to, event, payload }) => {
    for (const { socket, device } of connections.of('device' in to ? to.device.userId : to.user)) {
      // A socket that is not connected yet will send `sync`; a lost one cannot receive anything.
      if (socket.connected && isFor(device, to)) tell(socket, serverEvents, event, payload)
    }
  }
}
