import { type CallId, type DeviceRef, deviceKey, sameDevice } from '@parley/protocol'
import { type AnsweredCall, answererOf, type Call, isCaller, isParty, type LiveCall } from './call.ts'
import type { CallDeps, Lifecycle } from './lifecycle.ts'
import { forgetDevice } from './transitions.ts'

/** Deadlines for lost connections. */
export interface AttendanceTimes {
  /** How long a ringing call waits for a device to reconnect. Milliseconds. */
  returnMs: number
  /** How long the server keeps an answered call while neither of its devices is connected. Milliseconds. */
  awayMs: number
}

const returning = (device: DeviceRef) => `return ${deviceKey(device)}`
const AWAY = 'away'

/**
 * Applies lost and new connections to calls. A ringing call waits `returnMs` for the device; an answered call goes on,
 * and is forgotten after `awayMs` without either device.
 *
 * @param reconsider silences a ringing call if no device is left that it may ring on
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

  /** Includes silenced calls, because the caller must see a device leave as in any other call. */
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

  /** Marks the user as busy: a call restored after a restart could not mark a user who was not connected yet. */
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
    /** Applies a device's new connection to its calls. */
    arrived: async (device: DeviceRef): Promise<void> => {
      for (const call of await callsOf(device)) await arrivedIn(call, device)
    },
    /** Watches a call that the server began answered: both devices may have disconnected just before. */
    begun: async (call: AnsweredCall): Promise<void> => {
      await watchDeserted(call)
    },
    /** Applies the loss of a device's last connection to its calls. */
    left: async (device: DeviceRef): Promise<void> => {
      for (const call of await callsOf(device)) await leftFrom(call, device)
    },
  }
}
