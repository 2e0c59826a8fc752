import { sameDevice } from '@parley/protocol'
import { act } from './act.ts'
import type { Device } from './device/device.ts'
import { isMutual, pairOf } from './pairs.ts'
import type { Wait } from './wait.ts'
import type { World } from './world.ts'

/** Longer than a connection that was lost is waited for. */
const LONGEST_MS = 45_000

/** Who comes back so soon is resumed in time, however long each message is under way. */
const SOON_MS = 2_000

/** Longer than another connection is tried after. */
const LASTING_MS = 4_000

/**
 * Of two who talk one is reloaded, now and then just as the server is restarted: nothing else is wrong, so they must
 * talk again, and in a later connection than before.
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
  // Who has said that it goes is waited for only so long.
  const late = transport === 'unordered' || (!crash && (back.connectedSince() ?? 0) > at + SOON_MS)
  if (!(over && late)) fail('13: two who talked are not connected again after a reload')
}

const isRinging = (device: Device): boolean => device.page?.current().status === 'INCOMING'

/** Nobody is in a call, everybody would hear one; then it rings at the second. */
export async function ring(world: World, wait: Wait, caller: Device, callee: Device): Promise<void> {
  const { devices, users } = world
  for (const device of devices) for (const user of users) device.setScreen(user, 'ring')
  for (const device of devices) device.open()
  // One that opens its tab only now may resume a call.
  for (const [device] of devices.entries()) act(world, { after: 0, do: 'hangUp', device })
  await wait(15_000)
  const called = users.indexOf(callee.ref.userId)
  act(world, { after: 0, do: 'dial', device: devices.indexOf(caller), callee: called, media: 'video' })
  await untilRinging(wait, callee)
}

const untilRinging = (wait: Wait, callee: Device): Promise<void> => wait(8_000, () => isRinging(callee))

/** Waits for two to talk, and a little longer: what they have should last. */
async function untilMutual(world: World, wait: Wait, ms: number, ...pair: [Device, Device]): Promise<void> {
  await wait(ms, () => isMutual(world, ...pair))
  await wait(LASTING_MS)
}

/**
 * It rings, the callee's page is reloaded, and with it what the caller has sent there is lost, now and then just as the
 * server is restarted; then it is answered, and nothing else is wrong: they must talk.
 */
export async function checkReloaded(world: World, wait: Wait): Promise<void> {
  const { devices, fail } = world
  const [caller, callee] = pairOf(devices)
  if (!caller || !callee || world.transport !== 'fifo') return
  const number = Math.floor(world.seed / 4)
  await ring(world, wait, caller, callee)
  // Now and then the offer is still under way then, now and then the two are connected already.
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
 * A call rings, the server is restarted, and nobody does anything: it must ring on, and be answered. Or it is answered
 * by somebody who is back at the server before the caller: then they must talk.
 */
export async function checkRinging(world: World, wait: Wait): Promise<void> {
  const { devices, truth, fail } = world
  const [one, two] = pairOf(devices)
  if (!one || !two || world.transport !== 'fifo') return
  // The first device is the first to be back.
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
  // The server waits for the caller only so long.
  const late = hasty && (caller.connectedSince() ?? 0) > at + SOON_MS
  if (!late && !isMutual(world, caller, callee))
    fail('16: a call that rang when the server was restarted cannot be answered')
}
