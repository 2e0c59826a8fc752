import { type EndReason, sameDevice, sameUser } from '@parley/protocol'
import { viewFor } from '@parley/server/calls'
import { act } from './act.ts'
import type { Device } from './device/device.ts'
import { pairOf } from './pairs.ts'
import { checkResumed } from './resumption.ts'
import { disagreement } from './truth/agreement.ts'
import type { Wait } from './wait.ts'
import type { World } from './world.ts'

/** The reasons that a device can give by itself: its person or its media ended the call, or its own deadline passed. */
const OWN: ReadonlySet<EndReason> = new Set(['hangup', 'cancelled', 'declined', 'blocked', 'lost', 'failed', 'timeout'])

/** Longer than anything under way can take: noticing a dead connection, ringing, losing media. Milliseconds. */
const QUIET_MS = 130_000

/**
 * Waits until nothing is under way any more. Devices and server must then agree, no call may ring, and each call must
 * have media.
 */
export async function checkQuiet(world: World, wait: Wait): Promise<void> {
  await wait(QUIET_MS)
  for (const device of world.devices) checkDevice(world, device)
  for (const call of world.truth.live.values()) {
    if (call.state === 'ringing') world.fail(`12: ${call.callId} still rings`)
  }
}

function checkDevice({ devices, truth, paths, fail }: World, device: Device): void {
  const { page, ref } = device
  if (device.gone) return
  if (!page || device.connectedSince() === null) {
    fail(`11: ${ref.deviceId} is not connected`)
    return
  }
  const call = page.current()
  const problem = disagreement(device, call, truth)
  if (problem) fail(`11: in the end, ${problem}`)
  if (page.unsent() > 0) fail(`11: ${ref.deviceId} still repeats a request`)
  if (call.status === 'OUTGOING' || call.status === 'INCOMING') fail(`12: ${ref.deviceId} still is ${call.status}`)
  if (call.status === 'IN_CALL') {
    const other = devices.find((each) => sameDevice(each.ref, call.device))?.page?.current()
    const mutual = other?.status === 'IN_CALL' && other.callId === call.callId && sameDevice(other.device, ref)
    if (!mutual) fail(`13: ${ref.deviceId} is alone in ${call.callId}`)
    if (!paths.peerOf(ref)) fail(`13: ${ref.deviceId} has no media in ${call.callId}`)
    const taken = truth.callOf(call.callId)?.state === 'answered'
    // If one of the two users is in another call on another device, the server can hold only that call.
    const isFree = [...truth.live.values()].every(({ caller, callee }) =>
      [caller.userId, callee].every((user) => !sameUser(user, ref.userId) && !sameUser(user, call.peer)),
    )
    if (!taken && isFree && call.ticket !== null)
      fail(`11: ${call.callId} goes on, and the server has not taken it up again`)
  }
  if (call.status === 'IDLE' && call.lastEnd) checkReason(device, call.lastEnd.callId, call.lastEnd.reason)

  function checkReason({ ref }: Device, callId: string, reason: EndReason): void {
    const known = truth.callOf(callId)
    if (!known || truth.isForgotten(callId) || OWN.has(reason)) return
    const told = viewFor(known, ref)
    if (told?.state === 'ended' && told.reason !== reason) {
      fail(`14: ${ref.deviceId} says ${callId} ended as ${reason}, the server says ${told.reason}`)
    }
  }
}

/**
 * Lets everybody hang up. Then two devices dial each other at the same moment, and after that one calls the other; both
 * calls must connect. Goes on with `checkResumed`.
 */
export async function checkAgain(world: World, wait: Wait): Promise<void> {
  const { devices, fail } = world
  await openAll(world, wait)
  const [first, second] = pairOf(devices)
  if (!first || !second) return
  const settle = world.transport === 'fifo' ? 15_000 : 35_000
  const [a, b] = [devices.indexOf(first), devices.indexOf(second)]
  const everybody = devices.map((_, device) => ({ after: 0, do: 'hangUp', device }) as const)
  for (const device of devices) for (const user of world.users) device.setScreen(user, 'ring')
  const clear = async () => {
    for (const step of everybody) act(world, step)
    await wait(settle)
    if (devices.some(({ page }) => page?.current().status !== 'IDLE')) fail('16: hanging up does not free everybody')
  }
  const together = () => {
    const [one, other] = [first.page?.current(), second.page?.current()]
    return one?.status === 'IN_CALL' && other?.status === 'IN_CALL' && one.callId === other.callId
  }
  /**
   * Over `unordered`, signals may take longer than either side waits for media. Both calls must then have ended as
   * `failed`.
   */
  const tooLate = () => {
    if (world.transport === 'fifo') return false
    const ends = [first, second].map(({ page }) => page?.current())
    return ends.every((call) => call?.status === 'IDLE' && call.lastEnd?.reason === 'failed')
  }
  const talk = () => together() && world.paths.peerOf(first.ref) !== null
  const numberOf = (device: Device) => world.users.findIndex((user) => sameUser(user, device.ref.userId))
  await clear()
  // Late requests of pages that are gone have begun a call that no device knows of. It would end when one of the two
  // users dials, and disturb this check.
  if ([...world.truth.live.keys()].some(world.truth.isForgotten) && world.transport === 'unordered') return
  act(world, { after: 0, do: 'dial', device: a, callee: numberOf(second), media: 'video' })
  act(world, { after: 0, do: 'dial', device: b, callee: numberOf(first), media: 'video' })
  await wait(settle, talk)
  if (!together() && !tooLate()) fail('15: two who dialled each other are not in one call')
  await clear()
  act(world, { after: 0, do: 'dial', device: a, callee: numberOf(second), media: 'voice' })
  await wait(settle, () => second.page?.current().status === 'INCOMING')
  act(world, { after: 0, do: 'accept', device: b, media: 'video' })
  await wait(settle, talk)
  if (!talk() && !tooLate()) fail('16: calling again does not work')
  if (world.problem() === null && together()) await checkResumed(world, wait, first, second)
}

/** Opens every closed tab again, and waits until the devices are connected. */
async function openAll(world: World, wait: Wait): Promise<void> {
  if (!world.devices.some(({ gone }) => gone)) return
  for (const device of world.devices) device.open()
  await wait(world.transport === 'fifo' ? 10_000 : 35_000)
}

/** Closes all tabs. The server must then hold nothing of them. */
export async function checkGone({ devices, server, users, fail }: World, wait: Wait): Promise<void> {
  for (const device of devices) device.shut(false, null)
  await wait(130_000)
  for (const what of await server.remains(users)) fail(`17: the server still holds ${what}`)
}
