import { sameDevice, sameUser } from '@parley/protocol'
import type { Device } from './device/device.ts'
import type { Paths } from './network/paths.ts'

/** The first device, and the first device of another user. */
export function pairOf(devices: readonly Device[]): [Device | undefined, Device | undefined] {
  const [first] = devices
  return [first, devices.find(({ ref }) => first && !sameUser(ref.userId, first.ref.userId))]
}

/** True if the two devices are in the same connection of the same call, and media passes between them. */
export function isMutual({ paths }: { paths: Paths }, first: Device, second: Device): boolean {
  const [one, other] = [first.page?.current(), second.page?.current()]
  if (one?.status !== 'IN_CALL' || other?.status !== 'IN_CALL') return false
  const peer = paths.peerOf(first.ref)
  return one.callId === other.callId && one.attempt === other.attempt && peer !== null && sameDevice(peer, second.ref)
}
