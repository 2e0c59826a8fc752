import { type CallId, type DeviceRef, deviceKey, sameDevice } from '@parley/protocol'
import { type AnsweredCall, answererOf, type Call, isCaller, isParty, type LiveCall } from './call.ts'
import type { CallDeps, Lifecycle } from './lifecycle.ts'
import { forgetDevice } from './transitions.ts'

export interface AttendanceTimes {
  /** How long a device has to come back while a call rings. Milliseconds. */
  returnMs: number
  /** How long an answered call is remembered with neither of its devices connected. Milliseconds. */
  awayMs: number
}

const returning = (device: DeviceRef) => `return ${deviceKey(device)}`
const AWAY = 'away'

/**
 * What a lost and a new connection mean for calls: a ringing one waits a little, an answered one hardly cares.
 *
 * @param reconsider asks whether a ringing call still has somebody to ring for
 */
export function createAttendance(
  deps: CallDeps,
  lifecycle: Lifecycle,
  { returnMs, awayMs }: AttendanceTimes,
  reconsider: (callId: CallId) => Promise<void>,
) {
  const { store, presence, clock, timers } = deps

  async function isOnline(device: DeviceRef): Promise<boolean> {
    const user = await presence.find(device.userId)
    return user?.devices.includes(device.deviceId) ?? false
  }

  async function isDeserted(call: Call): Promise<boolean> {
    const answerer = answererOf(call)
    return !(await isOnline(call.caller)) && !(answerer && (await isOnline(answerer)))
  }

  /** Silenced calls too: to the caller, a device that goes must look as it does in any call. */
  async function callsOf(device: DeviceRef): Promise<LiveCall[]> {
    const [call, silenced] = await Promise.all([store.findByUser(device.userId), store.findSilenced(device.userId)])
    return call ? [call, ...silenced] : [...silenced]
  }

  async function arrivedIn(call: LiveCall, device: DeviceRef): Promise<void> {
    timers.clear(call.callId, returning(device))
    if (isParty(call, device)) timers.clear(call.callId, AWAY)
    if (call.state === 'answered') await engage(call.callId, device)
    else if (!isCaller(call, device)) await reconsider(call.callId)
  }

  /** Where the call is older than this server, nobody knew of a user who was not there yet. */
  async function engage(callId: CallId, { userId }: DeviceRef): Promise<void> {
    await presence.engage(userId, callId, true)
    if ((await store.get(callId))?.state !== 'answered') await presence.disengage(userId, callId)
  }

  async function leftFrom(call: LiveCall, device: DeviceRef): Promise<void> {
    const { callId } = call
    if (call.state === 'ringing') {
      if (isCaller(call, device) || call.ringing.some((other) => sameDevice(other, device))) {
        timers.set(callId, returning(device), returnMs, async () => {
          if (await isOnline(device)) return
          await lifecycle.change(callId, (now) => forgetDevice(now, device, clock.now()))
          await reconsider(callId)
        })
      } else await reconsider(callId)
    } else if (isParty(call, device)) await watchDeserted(call)
  }

  async function watchDeserted(call: LiveCall): Promise<void> {
    if (!(await isDeserted(call))) return
    timers.set(call.callId, AWAY, awayMs, async () => {
      if (await isDeserted(call)) await lifecycle.forget(call.callId)
    })
  }

  return {
    arrived: async (device: DeviceRef): Promise<void> => {
      for (const call of await callsOf(device)) await arrivedIn(call, device)
    },
    /** A call was answered without a word of either device, of which both may have gone just before. */
    begun: async (call: AnsweredCall): Promise<void> => {
      await watchDeserted(call)
    },
    left: async (device: DeviceRef): Promise<void> => {
      for (const call of await callsOf(device)) await leftFrom(call, device)
    },
  }
}
