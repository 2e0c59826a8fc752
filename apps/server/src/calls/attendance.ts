import { type DeviceRef, sameDevice, userKey } from '@parley/protocol'
import { answererOf, type Call, isCaller, isParty } from './call.ts'
import type { CallDeps, Lifecycle } from './lifecycle.ts'
import { abandon, forgetDevice } from './transitions.ts'

export interface AttendanceTimes {
  /** How long a device has to come back while a call rings. Milliseconds. */
  returnMs: number
  /** How long an answered call stays open with neither of its devices connected. Milliseconds. */
  awayMs: number
}

const returning = (device: DeviceRef) => `return ${userKey(device.userId)} ${device.deviceId}`
const AWAY = 'away'

/** What a lost and a new connection mean for calls: a ringing one waits a little, an answered one hardly cares. */
export function createAttendance(deps: CallDeps, lifecycle: Lifecycle, { returnMs, awayMs }: AttendanceTimes) {
  const { store, presence, clock, timers } = deps

  async function isOnline(device: DeviceRef): Promise<boolean> {
    const user = await presence.find(device.userId)
    return user?.devices.includes(device.deviceId) ?? false
  }

  async function isDeserted(call: Call): Promise<boolean> {
    const answerer = answererOf(call)
    return !(await isOnline(call.caller)) && !(answerer && (await isOnline(answerer)))
  }

  return {
    arrived: async (device: DeviceRef): Promise<void> => {
      const call = await store.findByUser(device.userId)
      if (!call) return
      timers.clear(call.callId, returning(device))
      if (isParty(call, device)) timers.clear(call.callId, AWAY)
    },
    left: async (device: DeviceRef): Promise<void> => {
      const call = await store.findByUser(device.userId)
      if (!call) return
      const { callId } = call
      if (call.state === 'ringing') {
        if (!isCaller(call, device) && !call.ringing.some((other) => sameDevice(other, device))) return
        timers.set(callId, returning(device), returnMs, async () => {
          if (await isOnline(device)) return
          await lifecycle.change(callId, (now) => forgetDevice(now, device, clock.now()))
        })
      } else if (isParty(call, device) && (await isDeserted(call))) {
        timers.set(callId, AWAY, awayMs, async () => {
          if (await isDeserted(call)) await lifecycle.change(callId, (now) => abandon(now, now.caller, clock.now()))
        })
      }
    },
  }
}
