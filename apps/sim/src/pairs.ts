import { sameUser } from '@parley/protocol'
import type { Device } from './device/device.ts'

/** The first device, and the first of another user. */
export function pairOf(devices: readonly Device[]): [Device | undefined, Device | undefined] {
  const [first] = devices
  return [first, devices.find(({ ref }) => first && !sameUser(ref.userId, first.ref.userId))]
}
