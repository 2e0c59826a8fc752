import type { Ack, Acknowledged, ClientContract, DeviceRef, ErrorCode, Payload } from '@parley/protocol'
import { sameDevice } from '@parley/protocol'
import { type AttendanceTimes, createAttendance } from './attendance.ts'
import { answererOf, isCaller, isOfCallee, isParty } from './call.ts'
import { createCallTimers } from './callTimers.ts'
import { type CallDeps, createLifecycle } from './lifecycle.ts'
import { createMissedCalls } from './missedCalls.ts'
import { createPlacing, show } from './placing.ts'
import { createSyncing } from './syncing.ts'
import { answer, confirmRinging, decline, hangUp } from './transitions.ts'

export interface CallServiceOptions extends Omit<CallDeps, 'missed' | 'timers'> {
  times: AttendanceTimes & { ringMs: number }
}

export type CallService = ReturnType<typeof createCallService>

type Done = Ack<ClientContract, 'endCall'>
type Handler<E extends Acknowledged<ClientContract>> = (
  device: DeviceRef,
  payload: Payload<ClientContract, E>,
) => Promise<Ack<ClientContract, E>>

const done: Done = { ok: true }
const refuse = (error: ErrorCode): Done => ({ ok: false, error })

/**
 * Decides about calls: one method for each request of a device. Takes it that the device is who it says, and that
 * its requests come one after the other. Knows no sockets.
 */
export function createCallService({ times, ...ports }: CallServiceOptions) {
  const { store, presence, deliver, clock, log } = ports
  const timers = createCallTimers(clock, (error) => log.error({ err: error }, 'a timer of a call failed'))
  const missed = createMissedCalls()
  const deps: CallDeps = { ...ports, missed, timers }
  const lifecycle = createLifecycle(deps)
  const attendance = createAttendance(deps, lifecycle, times)
  const unsubscribe = presence.onChange(({ key, held }) => {
    if (!held) missed.forget(key)
  })
  let droppedSignals = 0

  const confirm: Handler<'confirmRinging'> = async (device, { callId }) => {
    const call = await lifecycle.change(callId, (now) => confirmRinging(now, device))
    return call?.state === 'ringing' && isOfCallee(call, device) ? done : refuse('notInCall')
  }

  const acceptCall: Handler<'acceptCall'> = async (device, { callId }) => {
    const call = await lifecycle.change(callId, (now) => answer(now, device, clock.now()))
    return call && isOfCallee(call, device) ? show(call, device) : { ok: false, error: 'notInCall' }
  }

  const rejectCall: Handler<'rejectCall'> = async (device, { callId }) => {
    const call = await lifecycle.change(callId, (now) => decline(now, device, clock.now()))
    return call && isOfCallee(call, device) ? done : refuse('notInCall')
  }

  const endCall: Handler<'endCall'> = async (device, { callId, reason }) => {
    const call = await lifecycle.change(callId, (now) => {
      // A callee whose acceptance never arrived has hung up: that is a no.
      const declines = now.state === 'ringing' && isOfCallee(now, device)
      return declines ? decline(now, device, clock.now()) : hangUp(now, device, reason, clock.now())
    })
    if (call)
      return isParty(call, device) || (call.state === 'ended' && isOfCallee(call, device)) ? done : refuse('notInCall')
    await store.bury(callId)
    return done
  }

  const signal: Handler<'signal'> = async (device, { callId, to, signal }) => {
    const call = await store.get(callId)
    const answerer = call?.state === 'answered' ? answererOf(call) : null
    const other = call && answerer && isParty(call, device) ? (isCaller(call, device) ? answerer : call.caller) : null
    if (!other || !sameDevice(other, to)) {
      droppedSignals += 1
      return refuse('notInCall')
    }
    const there = await presence.find(other.userId)
    if (!there?.devices.includes(other.deviceId)) return refuse('unavailable')
    deliver({ to: { device: other }, event: 'signal', payload: { callId, from: device, signal } })
    return done
  }

  return {
    sync: createSyncing(deps, lifecycle),
    placeCall: createPlacing(deps, lifecycle, times.ringMs),
    confirmRinging: confirm,
    acceptCall,
    rejectCall,
    endCall,
    signal,
    /** A connection of the device is there; it may have been away. */
    deviceArrived: attendance.arrived,
    /** The device's last connection is gone. */
    deviceLeft: attendance.left,
    /** What the service holds now, for tests and health. */
    stats: async () => ({ calls: await store.countLive(), timers: timers.size, droppedSignals }),
    close: (): void => {
      unsubscribe()
      timers.close()
    },
  }
}
