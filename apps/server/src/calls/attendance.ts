import { type CallId, type DeviceRef, deviceKey, sameDevice } from '@parley/protocol'
import { type AnsweredCall, answererOf, type Call, isCaller, isParty, type LiveCall, type RingingCall } from './call.ts'
import type { CallDeps, Lifecycle } from './lifecycle.ts'
import { forgetDevice } from './transitions.ts'

/** Deadlines for lost connections. */
export interface AttendanceTimes {
  /** How long a ringing call waits for a device to reconnect. Milliseconds. */
  returnMs: number
  /** How long a ringing call waits for any device of a callee whose last one has gone. Milliseconds. */
  goneMs: number
  /** How long the server keeps an answered call while neither of its devices is connected. Milliseconds. */
  awayMs: number
}

const returning = (device: DeviceRef) => `return ${deviceKey(device)}`
const AWAY = 'away'
const GONE = 'gone'

/**
 * Applies lost and new connections to calls. A ringing call waits `returnMs` for the device, and `goneMs` for any device of a
 * callee who has none; an answered call goes on, and is forgotten after `awayMs` without either device.
 *
 * @param reconsider silences a ringing call if no device is left that it may ring on
 */
export function createAttendance(
  deps: CallDeps,
  lifecycle: Lifecycle,
  { returnMs, goneMs, awayMs }: AttendanceTimes,
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

  /** The call that the user is in, and those that ring; silenced ones too, whose caller must see a device leave as well. */
  async function callsOf(device: DeviceRef): Promise<LiveCall[]> {
    const [call, ringing] = await Promise.all([store.findByUser(device.userId), store.findRinging(device.userId)])
    return call ? [call, ...ringing] : [...ringing]
  }

  async function arrivedIn(call: LiveCall, device: DeviceRef): Promise<void> {
    timers.clear(call.callId, returning(device))
    if (isParty(call, device)) timers.clear(call.callId, AWAY)
    if (call.state === 'answered') await engage(call.callId, device)
    else if (!isCaller(call, device)) {
      timers.clear(call.callId, GONE)
      await reconsider(call.callId)
    }
  }

  /** Marks the user as busy: a call restored after a restart could not mark a user who was not connected yet. */
  async function engage(callId: CallId, { userId }: DeviceRef): Promise<void> {
    await presence.engage(userId, callId, true)
    if ((await store.get(callId))?.state !== 'answered') await presence.disengage(userId, callId)
  }

  async function leftFrom(call: LiveCall, device: DeviceRef): Promise<void> {
    const { callId } = call
    if (call.state === 'ringing') {
      if (!isCaller(call, device)) await watchGone(call)
      if (call.onlyAt && sameDevice(call.onlyAt, device)) lifecycle.awaitEngaged(call)
      if (isCaller(call, device) || call.ringing.some((other) => sameDevice(other, device))) {
        timers.set(callId, returning(device), returnMs, async () => {
          if (await isOnline(device)) return
          await lifecycle.change(callId, (now) => forgetDevice(now, device, clock.now()))
          await reconsider(callId)
        })
      } else await reconsider(callId)
    } else if (isParty(call, device)) await watchDeserted(call)
  }

  /** A silenced call ends in the same way, because presence shows its caller too that the callee has gone. */
  async function watchGone(call: RingingCall): Promise<void> {
    if ((await presence.find(call.callee))?.devices.length) return
    timers.set(call.callId, GONE, goneMs, () => lifecycle.withdraw(call))
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
    /** Watches a call that has just been answered: both devices may have disconnected just before. */
    begun: async (call: AnsweredCall): Promise<void> => {
      await watchDeserted(call)
    },
    /** Applies the loss of a device's last connection to its calls. */
    left: async (device: DeviceRef): Promise<void> => {
      for (const call of await callsOf(device)) await leftFrom(call, device)
      for (const call of await store.findAwaiting(device.userId)) await leftFrom(call, device)
    },
  }
}
