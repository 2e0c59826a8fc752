import { randomBytes } from 'node:crypto'
import type { Ack, Acknowledged, ClientContract, DeviceRef, ErrorCode, Payload } from '@parley/protocol'
import { sameDevice } from '@parley/protocol'
import { createAdoption } from './adoption.ts'
import { type AttendanceTimes, createAttendance } from './attendance.ts'
import { type Call, isCaller, isOfCallee, isParty } from './call.ts'
import { createCallTimers } from './callTimers.ts'
import { createIgnoring } from './ignoring.ts'
import { type CallDeps, createLifecycle } from './lifecycle.ts'
import { createMeeting } from './meeting.ts'
import { createPlacing, show } from './placing.ts'
import { createSyncing } from './syncing.ts'
import { createTickets } from './tickets.ts'
import { answer, confirmRinging, decline, hangUp } from './transitions.ts'

export interface CallServiceOptions extends Omit<CallDeps, 'timers' | 'tickets'> {
  times: AttendanceTimes & { ringMs: number }
  /** By it a service takes up the calls of the one before it; without it none does. */
  secret?: Uint8Array
  /** Until then, on the clock, somebody who is not here may be coming back: the server has only just begun. */
  gatheringUntil?: number
}

export type CallService = ReturnType<typeof createCallService>

type Done = Ack<ClientContract, 'endCall'>
type Handler<E extends Acknowledged<ClientContract>> = (
  device: DeviceRef,
  payload: Payload<ClientContract, E>,
) => Promise<Ack<ClientContract, E>>

const isSilenced = (call: Call): boolean => call.state === 'ringing' && call.silenced !== null

/** Whether it is a call to this device's user that the user may know of: one that is silenced is not. */
const isOpenTo = (call: Call, device: DeviceRef): boolean => isOfCallee(call, device) && !isSilenced(call)

/** The device at the other end, if these two may signal: while it rings, the caller's and each that is seen to ring. */
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
 * Decides about calls: one method for each request of a device. Takes it that the device is who it says, and that
 * its requests come one after the other. Knows no sockets.
 */
export function createCallService({
  times,
  secret = randomBytes(32),
  gatheringUntil = Number.NEGATIVE_INFINITY,
  ...ports
}: CallServiceOptions) {
  const { store, presence, deliver, clock, log } = ports
  const timers = createCallTimers(clock, (error) => log.error({ err: error }, 'a timer of a call failed'))
  const tickets = createTickets(secret, clock.now)
  const deps: CallDeps = { ...ports, timers, tickets }
  const lifecycle = createLifecycle(deps)
  const { ignoreCall, reconsider } = createIgnoring(deps, lifecycle)
  const adoption = createAdoption(deps, lifecycle)
  const attendance = createAttendance(deps, lifecycle, times, reconsider)
  let droppedSignals = 0

  const confirm: Handler<'confirmRinging'> = async (device, { callId, warm }) => {
    const call = await lifecycle.change(callId, (now) => confirmRinging(now, device, warm))
    return call?.state === 'ringing' && isOpenTo(call, device) ? done : refuse('notInCall')
  }

  const acceptCall: Handler<'acceptCall'> = async (device, { callId }) => {
    const call = await lifecycle.change(callId, (now) => answer(now, device, clock.now()))
    if (call && isOpenTo(call, device)) return show(call, device, tickets)
    // Its caller may be about to place it again.
    const mayCome = !call && clock.now() < gatheringUntil && !(await store.isBuried(callId))
    return { ok: false, error: mayCome ? 'unavailable' : 'notInCall' }
  }

  const rejectCall: Handler<'rejectCall'> = async (device, { callId }) => {
    const call = await lifecycle.change(callId, (now) => decline(now, device, clock.now()))
    return call && isOpenTo(call, device) ? done : refuse('notInCall')
  }

  const endCall: Handler<'endCall'> = async (device, { callId, reason }) => {
    adoption.ended(device, callId)
    const hangUpNow = (now: Call): Call => {
      // A callee whose acceptance never arrived has hung up: that is a no.
      const declines = now.state === 'ringing' && isOfCallee(now, device)
      return declines ? decline(now, device, clock.now()) : hangUp(now, device, reason, clock.now())
    }
    let call = await lifecycle.change(callId, hangUpNow)
    if (!call) {
      await store.bury(callId)
      // The device waited, and somebody has come just before that: nothing was buried then.
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
    // The caller of a silenced call is not to notice that it is: a device that does not respond takes signals too.
    if (!isSilenced(call)) deliver({ to: { device: to }, event: 'signal', payload: { callId, from: device, signal } })
    return done
  }

  return {
    sync: createSyncing(deps, lifecycle, adoption),
    placeCall: createPlacing(deps, lifecycle, { ringMs: times.ringMs, gatheringUntil }),
    confirmRinging: confirm,
    acceptCall,
    rejectCall,
    ignoreCall,
    endCall,
    signal,
    meetings: createMeeting(deps, lifecycle, attendance.begun),
    /** A connection of the device is there; it may have been away. */
    deviceArrived: (device: DeviceRef): Promise<void> => {
      adoption.forget(device)
      return attendance.arrived(device)
    },
    /** The device's last connection is gone. */
    deviceLeft: (device: DeviceRef): Promise<void> => {
      adoption.forget(device)
      return attendance.left(device)
    },
    /** The device is its user's no more: the call it is in ends as if it had hung up. */
    endCallsOf: async (device: DeviceRef): Promise<void> => {
      const call = await store.findByUser(device.userId)
      if (!call || !isParty(call, device)) return
      await lifecycle.change(call.callId, (now) => hangUp(now, device, 'hangup', clock.now()))
    },
    /** What the service holds now, for tests and health. */
    stats: async () => ({ calls: await store.countLive(), timers: timers.size, droppedSignals }),
    close: (): void => timers.close(),
  }
}
