import { sameDevice } from '@parley/protocol'
import { act } from './act.ts'
import type { Device } from './device/device.ts'
import { isMutual, pairOf } from './pairs.ts'
import type { Wait } from './wait.ts'
import type { World } from './world.ts'

/** Longer than a device waits for lost media (`MEDIA_LOSS_MS`). Milliseconds. */
const LONGEST_MS = 45_000

/** A device that reconnects within this time is resumed in time, however long its messages take. Milliseconds. */
const SOON_MS = 2_000

/** Longer than a link may take before a device replaces it (3 s). Milliseconds. */
const LASTING_MS = 4_000

/**
 * Reloads one of two devices that talk, for some seeds just as the server is restarted. Nothing else fails, so the two
 * must talk again, in a later connection than before.
 */
export async function checkResumed(world: World, wait: Wait, first: Device, second: Device): Promise<void> {
  const { devices, clock, fail, transport } = world
  const number = Math.floor(world.seed / 4)
  const [crash, restart] = [number % 2 === 0, number % 4 === 0]
  const before = first.page?.current()
  const [back, other] = number % 3 === 0 ? [first, second] : [second, first]
  const at = clock.now()
  if (restart) act(world, { after: 0, do: 'restart' })
  act(world, { after: 0, do: 'reload', device: devices.indexOf(back), crash, back: 500 })
  await untilMutual(world, wait, LONGEST_MS, first, second)
  const after = first.page?.current()
  if (isMutual(world, first, second)) {
    const later = before?.status === 'IN_CALL' && after?.status === 'IN_CALL' && after.attempt > before.attempt
    if (!later) fail('13: after a reload the two go on in the connection from before it')
    return
  }
  const over = [back, other].every(({ page }) => page?.current().status === 'IDLE')
  // The other device waits only `AWAY_MS` for a page that has said that it goes.
  const late = transport === 'unordered' || (!crash && (back.connectedSince() ?? 0) > at + SOON_MS)
  if (!(over && late)) fail('13: two who talked are not connected again after a reload')
}

const isRinging = (device: Device): boolean => device.page?.current().status === 'INCOMING'

/** Ends all calls and removes all screening. Then `caller` dials, and this waits until the call rings at `callee`. */
export async function ring(world: World, wait: Wait, caller: Device, callee: Device): Promise<void> {
  const { devices, users } = world
  for (const device of devices) for (const user of users) device.setScreen(user, 'ring')
  for (const device of devices) device.befriendAll()
  for (const device of devices) device.open()
  // A page that opens now may resume a call.
  for (const [device] of devices.entries()) act(world, { after: 0, do: 'hangUp', device })
  await wait(15_000)
  const called = users.indexOf(callee.ref.userId)
  act(world, { after: 0, do: 'dial', device: devices.indexOf(caller), callee: called, media: 'video' })
  await untilRinging(wait, callee)
}

const untilRinging = (wait: Wait, callee: Device): Promise<void> => wait(8_000, () => isRinging(callee))

/** Waits until two devices talk, at most `ms`, and then `LASTING_MS` more, because the connection must last. */
async function untilMutual(world: World, wait: Wait, ms: number, ...pair: [Device, Device]): Promise<void> {
  await wait(ms, () => isMutual(world, ...pair))
  await wait(LASTING_MS)
}

/**
 * Reloads the callee's page while a call rings, for some seeds just as the server is restarted. The page loses the
 * caller's signals. Then the callee accepts. Nothing else fails, so the two must talk. Checks `fifo` only.
 */
export async function checkReloaded(world: World, wait: Wait): Promise<void> {
  const { devices, fail } = world
  const [caller, callee] = pairOf(devices)
  if (!caller || !callee || world.transport !== 'fifo') return
  const number = Math.floor(world.seed / 4)
  await ring(world, wait, caller, callee)
  // Depending on the seed, the offer is still under way then, or the two are already connected.
  await wait((number % 7) * 400)
  const device = devices.indexOf(callee)
  if (number % 3 === 0) act(world, { after: 0, do: 'restart' })
  act(world, { after: 0, do: 'reload', device, crash: number % 2 === 0, back: 300 })
  await wait(1_000)
  await untilRinging(wait, callee)
  await wait((number % 5) * 500)
  if (!isRinging(callee)) {
    fail('7: a call does not ring on after a reload')
    return
  }
  act(world, { after: 0, do: 'accept', device, media: 'video' })
  await untilMutual(world, wait, 20_000, caller, callee)
  if (!isMutual(world, caller, callee)) fail('13: a call that rang on after a reload is answered, and not connected')
}

/**
 * Restarts the server while a call rings. The call must still ring 22 s later, and the two must talk once the callee
 * accepts. For some seeds the callee's device reconnects first and accepts before the caller is back; the two must then
 * talk, too. Checks `fifo` only.
 */
export async function checkRinging(world: World, wait: Wait): Promise<void> {
  const { devices, truth, fail } = world
  const [one, two] = pairOf(devices)
  if (!one || !two || world.transport !== 'fifo') return
  // After a restart, devices reconnect in the order of their numbers.
  const hasty = Math.floor(world.seed / 4) % 3 === 0
  const [caller, callee] = hasty ? [two, one] : [one, two]
  await ring(world, wait, caller, callee)
  const at = world.clock.now()
  act(world, { after: 0, do: 'restart' })
  await wait(hasty ? 400 : 22_000)
  const call = caller.page?.current()
  const known = call?.status === 'OUTGOING' ? truth.callOf(call.callId) : null
  const told = known?.state === 'ringing' && known.ringing.some((device) => sameDevice(device, callee.ref))
  if (!hasty && !(told && callee.page?.current().status === 'INCOMING')) {
    fail('12: a call that rang does not ring on after the server was restarted')
    return
  }
  act(world, { after: 0, do: 'accept', device: devices.indexOf(callee), media: 'video' })
  await untilMutual(world, wait, hasty ? 25_000 : 15_000, caller, callee)
  // The restarted server waits for the caller for a limited time.
  const late = hasty && (caller.connectedSince() ?? 0) > at + SOON_MS
  if (!late && !isMutual(world, caller, callee))
    fail('16: a call that rang when the server was restarted cannot be answered')
}
