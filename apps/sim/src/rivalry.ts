import { sameUser } from '@parley/protocol'
import { act } from './act.ts'
import type { Device } from './device/device.ts'
import { isMutual } from './pairs.ts'
import { ring } from './resumption.ts'
import type { Wait } from './wait.ts'
import type { World } from './world.ts'

/** A caller, and two devices of another user; null if there are none. */
function rivalsOf(devices: readonly Device[]): { caller: Device; rivals: readonly [Device, Device] } | null {
  for (const one of devices) {
    const other = devices.find(({ ref }) => ref !== one.ref && sameUser(ref.userId, one.ref.userId))
    const caller = devices.find(({ ref }) => !sameUser(ref.userId, one.ref.userId))
    if (other && caller) return { caller, rivals: [one, other] }
  }
  return null
}

/**
 * Lets a call ring at two devices that both accept at about the same time. Exactly one of them must be in the call, no
 * matter which. Checks `fifo` only.
 */
export async function checkRivals(world: World, wait: Wait): Promise<void> {
  const found = rivalsOf(world.devices)
  if (!found || world.transport !== 'fifo') return
  const { caller, rivals } = found
  const number = Math.floor(world.seed / 4)
  await ring(world, wait, caller, rivals[0])
  await wait((number % 4) * 1_000)
  const [first, second] = number % 2 === 0 ? rivals : [rivals[1], rivals[0]]
  for (const [device, ms] of [[first, (number % 5) * 30] as const, [second, 20_000] as const]) {
    act(world, { after: 0, do: 'accept', device: world.devices.indexOf(device), media: 'video' })
    await wait(ms)
  }
  if (rivals.filter((device) => isMutual(world, caller, device)).length !== 1)
    world.fail('2: two devices answered, and not one of them is in the call')
}
