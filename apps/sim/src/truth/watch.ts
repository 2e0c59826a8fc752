import { type DeviceRef, limits, sameDevice } from '@parley/protocol'
import { isParty } from '@parley/server/calls'
import type { Device } from '../device/device.ts'
import { MAX_DELAY_MS } from '../network/line.ts'
import { MAX_WORD_MS } from '../network/path.ts'
import type { Paths } from '../network/paths.ts'
import type { Transport } from '../script/script.ts'
import type { SimClock } from '../simClock.ts'
import { disagreement } from './agreement.ts'
import type { LinksWatch } from './links.ts'
import type { Truth } from './truth.ts'

/** How long after the server's deadline a device gives up by itself (`MARGIN_MS` in `ringTimeout.ts`). Milliseconds. */
const RING_MARGIN_MS = 5_000

/**
 * How long a connected device may differ from the server: time for a lost answer, its repetition, and the event. Over
 * `unordered`, an invitation may also come after the device has heard that the call is over, and rings to its end.
 * Milliseconds.
 */
const STALE_MS = { fifo: 20_000, unordered: limits.RING_MS + RING_MARGIN_MS + 1_000 } as const

export interface WatchDeps {
  devices: readonly Device[]
  paths: Paths
  links: LinksWatch
  truth: Truth
  transport: Transport
  clock: SimClock
  /** Turns a time of the server's process into the world's. */
  worldTime(at: number): number
  fail(problem: string): void
}

/** A device whose peer's page has gone, and when it must have left that connection at the latest. */
interface Waiting {
  device: Device
  callId: string
  attempt: number
  until: number
}

export interface Watch {
  /** Checks the invariants that hold at every moment. */
  check(now: number): void
  /** The device's page tells its peer that it is going. */
  going(device: DeviceRef): void
}

export function createWatch({ devices, paths, links, truth, transport, clock, worldTime, fail }: WatchDeps): Watch {
  let waiting: Waiting[] = []
  const differsSince = new Map<Device, number>()
  const rungUntil = new Map<string, number>()
  const slack = RING_MARGIN_MS + MAX_DELAY_MS[transport]

  function checkRinging(device: Device, now: number): void {
    const { page } = device
    const call = page?.current()
    for (const { callId } of page?.ringing() ?? [])
      if (now > (rungUntil.get(callId) ?? 0) + slack)
        fail(`12: ${callId} rings at ${device.ref.deviceId} past its deadline`)
    if (!page || call?.status !== 'OUTGOING') return
    const own = now - page.now() + call.since + limits.RING_MS
    const until = Math.max(own, rungUntil.get(call.callId) ?? 0)
    if (now > until + slack) fail(`12: ${device.ref.deviceId} is ${call.status} past its deadline`)
  }

  function checkAgreement(device: Device, now: number): void {
    const { page } = device
    const connectedSince = page && device.connectedSince()
    const problem = page && connectedSince !== null ? disagreement(device, page.current(), truth) : null
    if (!problem || connectedSince === null) {
      differsSince.delete(device)
      return
    }
    const since = Math.max(differsSince.get(device) ?? now, connectedSince)
    differsSince.set(device, since)
    if (now - since > STALE_MS[transport]) fail(`11: for long, ${problem}`)
  }

  /**
   * True if this device has yet to learn what the server says of its answer. Two devices that answer two calls at once both
   * talk until one of them has heard that it was too late; how long that may take, `checkAgreement` says.
   */
  function isUndecided({ ref, page }: Device): boolean {
    const call = page?.current()
    if (call?.status !== 'IN_CALL' || call.role !== 'responder' || call.ticket !== null) return false
    const known = truth.callOf(call.callId)
    return known?.state !== 'answered' || !isParty(known, ref)
  }

  function checkMedia(device: Device, now: number): void {
    const page = device.page
    if (!page) return
    const call = page.current()
    links.check(device, page, now)
    if (call.status === 'IDLE' && page.tracks() > 0) fail(`4: ${device.ref.deviceId} is IDLE, and its camera is on`)
    if (call.status === 'IDLE' || truth.isForgotten(call.callId)) return
    const peer = paths.peerOf(device.ref)
    if (!peer) return
    if (isUndecided(device)) return
    const isRival = (other: Device) => {
      const { ref } = other
      if (ref.userId !== device.ref.userId || ref === device.ref || !paths.peerOf(ref) || isUndecided(other))
        return false
      const its = other.page?.current()
      return !its || its.status === 'IDLE' || !truth.isForgotten(its.callId)
    }
    if (devices.some(isRival)) fail(`2: two devices of ${device.ref.userId} send media`)
  }

  function going(from: DeviceRef): void {
    const left = devices.find(({ ref }) => ref === from)?.page?.current()
    if (left?.status === 'IN_CALL') links.going(from, left.callId)
    const peer = paths.peerOf(from)
    const device = devices.find(({ ref }) => peer && sameDevice(ref, peer))
    const call = device?.page?.current()
    if (!device || call?.status !== 'IN_CALL') return
    const until = clock.now() + limits.AWAY_MS + MAX_WORD_MS
    waiting.push({ device, callId: call.callId, attempt: call.attempt, until })
  }

  function checkWaiting(now: number): void {
    for (const { device, callId, attempt } of waiting.filter(({ until }) => until < now)) {
      const call = device.page?.current()
      const waits = call?.status === 'IN_CALL' && call.callId === callId && call.attempt === attempt
      if (waits) fail(`13: ${device.ref.deviceId} waits on for a page that has gone`)
    }
    waiting = waiting.filter(({ until }) => until >= now)
  }

  function check(now: number): void {
    for (const call of truth.live.values()) {
      if (call.state !== 'ringing') continue
      const until = worldTime(call.expiresAt)
      rungUntil.set(call.callId, until)
      const isElsewhere = truth.isEngaged(call.callee)
      if (call.silenced === null && (call.onlyAt !== null) !== isElsewhere)
        fail(
          `7: ${call.callId} rings on ${isElsewhere ? 'all devices of somebody in a call' : 'one device of somebody who is free'}`,
        )
      if (now > until) fail(`12: ${call.callId} rings past its deadline`)
      const absent = truth.absentSince(call.caller)
      // Over `unordered`, a late request may place a call after its device has gone, and the server does not notice
      // that the caller is absent.
      const missed = absent !== null && (transport === 'fifo' || absent >= worldTime(call.placedAt))
      if (missed && now > absent + limits.RETURN_MS) fail(`12: ${call.callId} rings on without its caller`)
    }
    for (const device of devices) {
      checkRinging(device, now)
      checkAgreement(device, now)
      checkMedia(device, now)
    }
    if (waiting.length > 0) checkWaiting(now)
  }

  return { check, going }
}
