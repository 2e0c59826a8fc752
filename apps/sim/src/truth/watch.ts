import { limits } from '@parley/protocol'
import { heldOf } from '@parley/server/calls'
import type { Device } from '../device/device.ts'
import type { Paths } from '../device/path.ts'
import { MAX_DELAY_MS } from '../network/line.ts'
import type { Transport } from '../script/script.ts'
import { disagreement } from './agreement.ts'
import type { Truth } from './truth.ts'

/** How much later than the server's deadline a device gives up by itself, and what its clock may be off by. */
const RING_MARGIN_MS = 5_000

/** How long a device that stays connected may differ from the server: a lost answer, its repetition, and the news. */
const STALE_MS = { fifo: 20_000, unordered: 40_000 } as const

export interface WatchDeps {
  devices: readonly Device[]
  paths: Paths
  truth: Truth
  transport: Transport
  fail(problem: string): void
}

/** Checks what must be so at every moment. */
export function createWatch({ devices, paths, truth, transport, fail }: WatchDeps): (now: number) => void {
  const differsSince = new Map<Device, number>()
  const rungUntil = new Map<string, number>()
  const slack = RING_MARGIN_MS + MAX_DELAY_MS[transport]

  function checkRinging(device: Device, now: number): void {
    const { page } = device
    const call = page?.current()
    if (!page || !call || (call.status !== 'OUTGOING' && call.status !== 'INCOMING')) return
    const own = now - page.now() + call.since + limits.RING_MS
    const told = rungUntil.get(call.callId) ?? 0
    const until = call.status === 'OUTGOING' ? Math.max(own, told) : told
    if (now > until + slack) fail(`12: ${device.ref.deviceId} is ${call.status} past its deadline`)
  }

  function checkAgreement(device: Device, now: number): void {
    const { page, connectedSince } = device
    const problem = page && connectedSince !== null ? disagreement(device, page.current(), truth) : null
    if (!problem || connectedSince === null) {
      differsSince.delete(device)
      return
    }
    const since = Math.max(differsSince.get(device) ?? now, connectedSince)
    differsSince.set(device, since)
    if (now - since > STALE_MS[transport]) fail(`11: for long, ${problem}`)
  }

  function checkMedia(device: Device): void {
    const page = device.page
    if (!page) return
    const plan = page.plan()
    const call = page.current()
    if (plan.kind === 'connected' && call.status !== 'IN_CALL')
      fail(`3: ${device.ref.deviceId} sends before its person said so`)
    if (call.status === 'IDLE' && plan.kind !== 'released') fail(`4: ${device.ref.deviceId} is IDLE with media`)
    if (call.status === 'IDLE' || truth.isForgotten(call.callId)) return
    const peer = paths.peerOf(device.ref)
    if (!peer) return
    const rival = devices.find(({ ref }) => ref.userId === device.ref.userId && ref !== device.ref && paths.peerOf(ref))
    const rivalCall = rival?.page?.current()
    const old = rivalCall && rivalCall.status !== 'IDLE' && truth.isForgotten(rivalCall.callId)
    if (rival && !old) fail(`2: two devices of ${device.ref.userId} send media`)
  }

  return (now) => {
    for (const call of truth.live.values()) {
      if (call.state !== 'ringing') continue
      rungUntil.set(call.callId, call.expiresAt)
      if (now > call.expiresAt) fail(`12: ${call.callId} rings past its deadline`)
      const absent = truth.absentSince(call.caller)
      // Placed by a late request of a device that had gone by then, it is not known to be without it.
      const missed = absent !== null && (transport === 'fifo' || absent >= call.placedAt)
      if (missed && now > absent + limits.RETURN_MS) fail(`12: ${call.callId} rings on without its caller`)
      if (heldOf(call) === null && call.ringing.length > 4) fail(`7: ${call.callId} rings on too many devices`)
    }
    for (const device of devices) {
      checkRinging(device, now)
      checkAgreement(device, now)
      checkMedia(device)
    }
  }
}
