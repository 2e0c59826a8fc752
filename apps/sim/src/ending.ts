import { MAX_OTHERS } from '@parley/call'
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

/** True if a ticket, whose first part is JSON, has not run out by the server's clock, which may have been set by a day. */
function isValid(ticket: string, wall: number): boolean {
  const { expiresAt } = JSON.parse(Buffer.from(ticket.split('.')[0] ?? '', 'base64url').toString())
  return wall < expiresAt
}

function checkDevice({ devices, truth, paths, machine, fail }: World, device: Device): void {
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
  if (page.ringing().length > 0) fail(`12: a call still rings at ${ref.deviceId}`)
  if (call.status === 'OUTGOING') fail(`12: ${ref.deviceId} still is ${call.status}`)
  if (call.status === 'IN_CALL') {
    const other = devices.find((each) => sameDevice(each.ref, call.device))?.page?.current()
    const mutual = other?.status === 'IN_CALL' && other.callId === call.callId && sameDevice(other.device, ref)
    if (!mutual) fail(`13: ${ref.deviceId} is alone in ${call.callId}`)
    if (!paths.peerOf(ref)) fail(`13: ${ref.deviceId} has no media in ${call.callId}`)
    const taken = truth.callOf(call.callId)?.state === 'answered' && !truth.isAwaited(call.callId, ref.userId)
    // If one of the two users is in another call on another device, the server can hold only that call.
    const isFree = [...truth.live.values()].every(
      ({ callId, caller, callee }) =>
        callId === call.callId ||
        [caller.userId, callee].every((user) => !sameUser(user, ref.userId) && !sameUser(user, call.peer)),
    )
    if (!taken && isFree && call.ticket !== null && isValid(call.ticket, machine.wall()))
      fail(`11: ${call.callId} goes on, and the server has not taken it up again`)
  }
  if (call.status === 'IDLE' && call.lastEnd) checkReason(device, call.lastEnd.callId, call.lastEnd.reason)

  function checkReason({ ref }: Device, callId: string, reason: EndReason): void {
    const known = truth.callOf(callId)
    if (!known || truth.isForgotten(callId) || OWN.has(reason)) return
    // It went on ringing elsewhere, beside another call of this person.
    if (reason === 'alreadyInCall' && sameUser(known.callee, ref.userId)) return
    const told = viewFor(known, ref, 0)
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
  for (const device of devices) device.befriendAll()
  const clear = async () => {
    // A call that rang beside another takes its place.
    for (let calls = 0; calls <= MAX_OTHERS + 1; calls += 1) for (const step of everybody) act(world, step)
    await wait(settle)
    if (devices.some(({ page }) => page?.current().status !== 'IDLE')) fail('16: hanging up does not free everybody')
  }
  const together = () => {
    const [one, other] = [first.page?.current(), second.page?.current()]
    return one?.status === 'IN_CALL' && other?.status === 'IN_CALL' && one.callId === other.callId
  }
  const failed = ({ page }: Device) => {
    const call = page?.current()
    return call?.status === 'IDLE' && (call.lastEnd?.reason === 'failed' || call.lastEnd?.reason === 'lost')
  }
  /**
   * Over `unordered`, signals may take longer than either side waits for media. One of the two then ends the call as
   * `failed`, and the other must hear of it. It is `lost` if the server hears first that this device is in no call.
   */
  const tooLate = async () => {
    const both = () => [first, second].every(failed)
    if (world.transport === 'fifo' || ![first, second].some(failed)) return false
    await wait(settle, both)
    return both()
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
  if (!together() && !(await tooLate())) fail('15: two who dialled each other are not in one call')
  await clear()
  act(world, { after: 0, do: 'dial', device: a, callee: numberOf(second), media: 'voice' })
  await wait(settle, () => second.page?.current().status === 'INCOMING')
  act(world, { after: 0, do: 'accept', device: b, media: 'video' })
  await wait(settle, talk)
  if (!talk() && !(await tooLate())) fail('16: calling again does not work')
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
