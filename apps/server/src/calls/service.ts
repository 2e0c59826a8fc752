import { randomBytes } from 'node:crypto'
import type { Ack, Acknowledged, CallId, ClientContract, DeviceRef, ErrorCode, Payload } from '@parley/protocol'
import { sameDevice } from '@parley/protocol'
import { createAdoption } from './adoption.ts'
import { type AttendanceTimes, createAttendance } from './attendance.ts'
import { type Call, isCaller, isOfCallee, isParty, isTold } from './call.ts'
import { createCallTimers } from './callTimers.ts'
import { createIgnoring } from './ignoring.ts'
import { type CallDeps, createLifecycle } from './lifecycle.ts'
import { createMeeting } from './meeting.ts'
import { createPlacing, show } from './placing.ts'
import { createSyncing } from './syncing.ts'
import { createTickets } from './tickets.ts'
import { answer, confirmRinging, decline, hangUp } from './transitions.ts'

/** The ports, times and secret of a call service. */
export interface CallServiceOptions extends Omit<CallDeps, 'timers' | 'tickets'> {
  /** Milliseconds each; `ringMs` is how long a call rings. */
  times: AttendanceTimes & { ringMs: number }
  /** Signs tickets. A service with the same secret can restore the calls of an earlier one; random if left out. */
  secret?: Uint8Array
  /** Names this service in its tickets, so that it knows its own from those of an earlier one; random if left out. */
  boot?: string
  /** Until when users may still be reconnecting after a restart, on the clock. */
  gatheringUntil?: number
}

/** Decides about calls; see `createCallService`. */
export type CallService = ReturnType<typeof createCallService>

type Done = Ack<ClientContract, 'endCall'>
type Handler<E extends Acknowledged<ClientContract>> = (
  device: DeviceRef,
  payload: Payload<ClientContract, E>,
) => Promise<Ack<ClientContract, E>>

const isSilenced = (call: Call): boolean => call.state === 'ringing' && call.silenced !== null

/** True if this is a call to the device's user that is not silenced, and is told to this device if it rings. */
const isOpenTo = (call: Call, device: DeviceRef): boolean =>
  isOfCallee(call, device) && !isSilenced(call) && (call.state !== 'ringing' || isTold(call, device))

/** The other device if the two may signal, else null. While the call rings: the caller's and each ringing device. */
function counterpartOf(call: Call, device: DeviceRef, to: DeviceRef): DeviceRef | null {
  if (call.state === 'ended') return null
  const callees: readonly DeviceRef[] = call.state === 'answered' ? [call.answeredBy] : call.ringing
  const isCallee = (one: DeviceRef) => callees.some((callee) => sameDevice(callee, one))
  if (isCaller(call, device)) return isCallee(to) ? to : null
  return isCallee(device) && sameDevice(call.caller, to) && !isSilenced(call) ? to : null
}

const done: Done = { ok: true }
const refuse = (error: ErrorCode): Done => ({ ok: false, error })

/**
 * Creates the service that decides about calls, with one method for each request of a device. The caller must have
 * authenticated the device and must pass its requests one after the other. Knows no sockets.
 */
export function createCallService({
  times,
  secret = randomBytes(32),
  boot = randomBytes(9).toString('base64url'),
  gatheringUntil = Number.NEGATIVE_INFINITY,
  ...ports
}: CallServiceOptions) {
  const { store, presence, deliver, clock, log } = ports
  const timers = createCallTimers(clock, (error) => log.error({ err: error }, 'a timer of a call failed'))
  const tickets = createTickets(secret, clock, boot)
  const deps: CallDeps = { ...ports, timers, tickets }
  const lifecycle = createLifecycle(deps)
  const { ignoreCall, reconsider } = createIgnoring(deps, lifecycle)
  const adoption = createAdoption(deps, lifecycle)
  const attendance = createAttendance(deps, lifecycle, times, reconsider)
  let droppedSignals = 0

  const confirm: Handler<'confirmRinging'> = async (device, { callId, ...how }) => {
    const call = await lifecycle.change(callId, (now) => confirmRinging(now, device, how))
    return call?.state === 'ringing' && isOpenTo(call, device) ? done : refuse('notInCall')
  }

  const place = createPlacing(deps, lifecycle, { ringMs: times.ringMs, gatheringUntil })
  // Both may be repeated after a restart, when the other side's word has brought the call back: this device is in it too.
  const placeCall: typeof place = async (device, payload, identity) => {
    const placed = await place(device, payload, identity)
    if (placed.ok && placed.call.state === 'answered') await lifecycle.claim(placed.call.callId, device)
    return placed
  }

  /** It rings on, though the device has answered: its user is in another call, on another device. */
  async function passed(device: DeviceRef, callId: CallId): Promise<Ack<ClientContract, 'acceptCall'>> {
    await lifecycle.settle(device.userId)
    return show(await store.get(callId), device, deps)
  }

  const acceptCall: Handler<'acceptCall'> = async (device, { callId }) => {
    const call = await lifecycle.change(callId, (now) => answer(now, device, clock.now()))
    if (call && isOpenTo(call, device)) {
      if (call.state === 'ringing') return passed(device, callId)
      if (call.state === 'answered') {
        await lifecycle.claim(callId, device)
        await attendance.begun(call)
      }
      return show(call, device, deps)
    }
    // After a restart the caller may be about to place the call again.
    const mayCome = !call && clock.now() < gatheringUntil && !(await store.isBuried(callId))
    return { ok: false, error: mayCome ? 'unavailable' : 'notInCall' }
  }

  const rejectCall: Handler<'rejectCall'> = async (device, { callId, reason }) => {
    const call = await lifecycle.change(callId, (now) => decline(now, device, clock.now(), reason))
    return call && isOpenTo(call, device) ? done : refuse('notInCall')
  }

  const endCall: Handler<'endCall'> = async (device, { callId, reason }) => {
    adoption.ended(device, callId)
    const hangUpNow = (now: Call): Call => {
      // A callee whose `acceptCall` never arrived has hung up: that declines the call.
      if (now.state !== 'ringing' || !isOfCallee(now, device)) return hangUp(now, device, reason, clock.now())
      // That its connection failed is no word of the person, and counts only where the call rings.
      const counts = reason === 'hangup' || isTold(now, device)
      return counts ? decline(now, device, clock.now()) : now
    }
    let call = await lifecycle.change(callId, hangUpNow)
    if (!call) {
      await store.bury(callId)
      // If the device waited and met somebody just before `bury`, the ID is a call now and was not buried.
      call = await lifecycle.change(callId, hangUpNow)
    }
    if (call)
      return isParty(call, device) || (call.state === 'ended' && isOfCallee(call, device)) ? done : refuse('notInCall')
    return done
  }

  const signal: Handler<'signal'> = async (device, { callId, to, signal }) => {
    const call = await store.get(callId)
    const other = call && counterpartOf(call, device, to)
    if (!other) {
      droppedSignals += 1
      return refuse('notInCall')
    }
    const there = await presence.find(other.userId)
    if (!there?.devices.includes(other.deviceId)) return refuse('unavailable')
    // Acknowledged without delivery if silenced, so that the caller cannot tell it from a device that does not respond.
    if (!isSilenced(call)) deliver({ to: { device: to }, event: 'signal', payload: { callId, from: device, signal } })
    return done
  }

  return {
    sync: createSyncing(deps, lifecycle, adoption),
    placeCall,
    confirmRinging: confirm,
    acceptCall,
    rejectCall,
    ignoreCall,
    endCall,
    signal,
    meetings: createMeeting(deps, lifecycle, attendance.begun),
    /** Called when the device connects or reconnects. */
    deviceArrived: (device: DeviceRef): Promise<void> => {
      adoption.forget(device)
      return attendance.arrived(device)
    },
    /** Called when the device's last connection is lost. */
    deviceLeft: (device: DeviceRef): Promise<void> => {
      adoption.forget(device)
      return attendance.left(device)
    },
    /** Hangs up the call of a device that was removed from its user. */
    endCallsOf: async (device: DeviceRef): Promise<void> => {
      const call = await store.findByUser(device.userId)
      if (!call || !isParty(call, device)) return
      await lifecycle.change(call.callId, (now) => hangUp(now, device, 'hangup', clock.now()))
    },
    /** True if this device is one of the two in an answered call. */
    isInCall: async (device: DeviceRef): Promise<boolean> => {
      const call = await store.findByUser(device.userId)
      return call?.state === 'answered' && isParty(call, device)
    },
    /** Counts for tests and the health check. */
    stats: async () => ({ calls: await store.countLive(), timers: timers.size(), droppedSignals }),
    close: (): void => timers.close(),
  }
}
