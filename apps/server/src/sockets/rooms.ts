import { type DeviceRef, serverEvents, tell, type UserId, userKey } from '@parley/protocol'
import type { Deliver } from '../calls/announce.ts'
import type { ParleyIo, ParleySocket } from './types.ts'

/** The name under which a device is known across connections. */
export const deviceKey = ({ userId, deviceId }: DeviceRef): string => `${userKey(userId)} ${deviceId}`

const userRoom = (userId: UserId) => `user ${userKey(userId)}`
const deviceRoom = (device: DeviceRef) => `device ${deviceKey(device)}`

/** Makes a connection reachable as its device and as its user. */
export async function enterRooms(socket: ParleySocket): Promise<void> {
  const { device } = socket.data
  await socket.join([userRoom(device.userId), deviceRoom(device)])
}

/** Delivers to devices by who they are, never by a socket's id. */
export function createDeliver(io: ParleyIo): Deliver {
  return ({ to, event, payload }) => {
    if ('device' in to) tell(io.to(deviceRoom(to.device)), serverEvents, event, payload)
    else if (to.except) tell(io.to(userRoom(to.user)).except(deviceRoom(to.except)), serverEvents, event, payload)
    else tell(io.to(userRoom(to.user)), serverEvents, event, payload)
  }
}
