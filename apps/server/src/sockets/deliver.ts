import { type DeviceRef, sameDevice, serverEvents, tell } from '@parley/protocol'
import type { Deliver, Recipient } from '../calls/announce.ts'
import type { Connections } from './connections.ts'

/** Whether it is for this device of its user. */
function isFor(device: DeviceRef, to: Recipient): boolean {
  if ('device' in to) return sameDevice(device, to.device)
  return to.except === undefined || !sameDevice(device, to.except)
}

/**
 * Delivers to devices by who they are, never by a socket's id. Each is told by itself: Socket.IO's waiters are made for many,
 * and cost more than the one or two devices that somebody has.
 */
export function createDeliver(connections: Pick<Connections, 'of'>): Deliver {
  return ({ to, event, payload }) => {
    for (const { socket, device } of connections.of('device' in to ? to.device.userId : to.user)) {
      // One that is not served yet will ask what is true; one that is gone has lost what it would be told.
      if (socket.connected && isFor(device, to)) tell(socket, serverEvents, event, payload)
    }
  }
}
