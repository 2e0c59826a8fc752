import { type CallId, type DeviceRef, sameDevice, type UserId, userKey } from '@parley/protocol'
import type { Announcement, Call, CallService, CallStore, Presence } from '@parley/server/calls'
import { isOfCallee, isParty, isTold, silencedOf } from '@parley/server/calls'
import type { Mutable } from '../mutable.ts'
import type { Transport } from '../script/script.ts'
import type { SimClock } from '../simClock.ts'
import { checkChange, type Known } from './changes.ts'
import type { Deeds } from './deeds.ts'

/**
 * Knows the true state of the server by watching its store, presence and service from outside. Reports violations to
 * `fail` at once.
 */
export interface Truth extends Known {
  watchStore(store: CallStore): CallStore
  watchPresence(presence: Presence): Presence
  watchService(service: CallService): CallService
  told(announcement: Announcement): void
  /** The server was restarted and has lost all calls. */
  restart(): void
  /** The call as the server last knew it; also found by the ID of the call that crossed it. */
  callOf(callId: CallId): Call | null
  /** The calls that ring or are answered. */
  readonly live: ReadonlyMap<CallId, Call>
}

export interface TruthDeps {
  clock: SimClock
  /** Turns a time of the server's process into the world's. */
  worldTime(at: number): number
  transport: Transport
  deeds: Deeds
  fail(problem: string): void
  note(line: () => string): void
}

/**
 * True if the two devices may signal each other: the caller and a ringing device, or the two devices of an answered
 * call.
 */
function maySignal(call: Call, from: DeviceRef, to: DeviceRef): boolean {
  if (sameDevice(from, call.caller) === sameDevice(to, call.caller)) return false
  if (call.state !== 'ringing') return call.state === 'answered' && isParty(call, from) && isParty(call, to)
  const callee = sameDevice(from, call.caller) ? to : from
  return call.ringing.some((other) => sameDevice(other, callee))
}

export function createTruth({ clock, worldTime, transport, deeds, fail, note }: TruthDeps): Truth {
  const forgotten = new Set<CallId>()
  /** The last known state of calls that a restart made the server lose. */
  const lost = new Map<CallId, Call>()
  /**
   * Calls the server has refused. It keeps no record of a refusal, so a late repetition of the request may still begin
   * the call.
   */
  const refused = new Set<CallId>()
  /** Calls that were hung up before the server knew them. */
  const hungUp = new Set<CallId>()
  const letGo = new Set<CallId>()
  /** The user of an adopted call who has not said yet that the call goes on. */
  const awaited = new Map<CallId, UserId>()
  let calls = new Map<CallId, Call>()
  let live = new Map<CallId, Call>()
  let crossings = new Map<CallId, CallId>()
  /** By `deviceId`: no two devices have the same here. */
  const online = new Map<string, { userId: UserId; at: number | null }>()

  const truth: Mutable<Truth> = {
    callOf: (callId) => calls.get(callId) ?? calls.get(crossings.get(callId) ?? '') ?? null,
    live,
    isForgotten: (callId) => forgotten.has(callId),
    isLetGo: (callId) => letGo.has(callId),
    isAwaited: (callId, userId) => userKey(awaited.get(callId) ?? '') === userKey(userId),
    isEngaged: (userId) => countOf(userId) > 0,
    absentSince: ({ deviceId }) => online.get(deviceId)?.at ?? null,
    isAnyoneOnline: (userId) =>
      [...online.values()].some((device) => device.at === null && userKey(device.userId) === userKey(userId)),
    restart: () => {
      for (const [callId, call] of calls) {
        forgotten.add(callId)
        lost.set(callId, call)
        if (call.crossedBy) forgotten.add(call.crossedBy)
      }
      hungUp.clear()
      awaited.clear()
      calls = new Map()
      live = new Map()
      truth.live = live
      crossings = new Map()
      for (const device of online.values()) device.at ??= clock.now()
    },
    told: ({ to, event, payload }) => {
      note(
        () =>
          `server tells ${'device' in to ? to.device.deviceId : `all of ${to.user}`} ${event} ${JSON.stringify(payload)}`,
      )
      if (event === 'signal') {
        const call = truth.callOf(payload.callId)
        const across = call && 'device' in to && maySignal(call, payload.from, to.device)
        if (!across) fail('6: a signal goes to a device that is not in its call')
      }
      if (event === 'incomingCall') {
        const call = truth.callOf(payload.callId)
        const user = 'user' in to ? to.user : to.device.userId
        const rings = call?.state === 'ringing' && userKey(call.callee) === userKey(user)
        const meant = rings && ('user' in to ? call.onlyAt === null : isTold(call, to.device))
        if (!meant) fail('7: an invitation to a call that does not ring there')
      }
    },
    watchStore: (store) => ({
      ...store,
      place: async (call) => {
        const placed = await store.place(call)
        if (placed.outcome === 'created') changed(null, placed.call)
        return placed
      },
      forget: async (callId) => {
        const call = await store.forget(callId)
        if (!call) return null
        const isHere = ({ deviceId }: DeviceRef) => online.get(deviceId)?.at === null
        if ([call.caller, call.answeredBy].some(isHere)) fail('the server forgets a call of somebody who is here')
        note(() => `call ${call.callId} is forgotten`)
        letGo.add(call.callId)
        calls.delete(call.callId)
        live.delete(call.callId)
        if (call.crossedBy) crossings.delete(call.crossedBy)
        return call
      },
      adopt: async (call, fromEarlier, by) => {
        const taken = await store.adopt(call, fromEarlier, by)
        // Until the other device says that it is in the call, its user is in none.
        if (taken) awaited.set(call.callId, sameDevice(call.caller, by) ? call.callee : call.caller.userId)
        if (taken) changed(null, call)
        return taken
      },
      claim: async (callId, device) => {
        const claimed = await store.claim(callId, device)
        if (claimed.outcome === 'claimed') {
          awaited.delete(claimed.call.callId)
          count(device.userId)
        }
        return claimed
      },
      update: async (callId, transition) => {
        const result = await store.update(callId, transition)
        if (result && result.before !== result.after) changed(result.before, result.after)
        return result
      },
    }),
    watchPresence: (presence) => ({
      ...presence,
      join: async (connection) => {
        online.set(connection.deviceId, { userId: connection.userId, at: null })
        return presence.join(connection)
      },
      leave: async (connection) => {
        const gone = await presence.leave(connection)
        if (gone) online.set(connection.deviceId, { userId: connection.userId, at: clock.now() })
        return gone
      },
    }),
    watchService: (service) => ({
      ...service,
      placeCall: async (device, payload, identity) => {
        if (transport === 'unordered') {
          sayLeft(device, payload.callId)
          if (refused.has(payload.callId)) forgotten.add(payload.callId)
        }
        const ack = await service.placeCall(device, payload, identity)
        if (!ack.ok) refused.add(payload.callId)
        // A late request of a device that has left this call. The server took it for a new call, or for the answer to a
        // crossing one.
        else if (transport === 'unordered' && deeds.hasLeft(payload.callId, device)) forgotten.add(ack.call.callId)
        return ack
      },
      acceptCall: (device, payload) => {
        // A late request of a page that has gone. The device may have a new page by now, at which the call rings.
        if (transport === 'unordered' && deeds.hasQuit(payload.callId, device)) forgotten.add(payload.callId)
        return service.acceptCall(device, payload)
      },
      endCall: (device, payload) => {
        // Ignores a device that only rang or answered too late: it cannot end a call that another device has answered.
        const took =
          deeds.hasEntered(payload.callId, device) ||
          deeds.diallerOf(payload.callId)?.device.deviceId === device.deviceId
        const before = lost.get(payload.callId)
        const late = before?.state === 'answered' && !isParty(before, device)
        if (took && !late && truth.callOf(payload.callId) === null) hungUp.add(payload.callId)
        return service.endCall(device, payload)
      },
      sync: async (device, payload) => {
        if (transport === 'unordered') sayLeft(device, payload.call?.callId)
        const ack = await service.sync(device, payload)
        for (const { callId } of (ack.ok && ack.invitations) || []) {
          const call = truth.callOf(callId)
          const rings = call?.state === 'ringing' && silencedOf(call) === null && isOfCallee(call, device)
          if (!rings || !isTold(call, device)) fail('7: an invitation to a call that does not ring on this device')
        }
        return ack
      },
    }),
  }

  /**
   * Records that the device has left every call but the one it names. The server believes even a late request, because
   * it expects the requests of a device in order.
   */
  function sayLeft(device: DeviceRef, believed: CallId | undefined): void {
    const kept = believed === undefined ? null : truth.callOf(believed)
    for (const call of live.values()) if (call !== kept && isParty(call, device)) deeds.left(call.callId, device)
  }

  function changed(before: Call | null, after: Call): void {
    const { callId } = after
    note(() => `call ${callId} is ${after.state} ${after.state === 'ended' ? after.reason : ''} rev ${after.rev}`)
    if (!before && hungUp.has(callId)) fail(`5: ${callId} begins after it was hung up`)
    if (!before && crossings.has(callId)) fail(`5: ${callId} begins again, which had become another`)
    // This record counts and not `before`, because the store may have lost the call.
    const known = calls.get(callId) ?? before
    calls.set(callId, after)
    if (after.crossedBy) crossings.set(after.crossedBy, callId)
    if (after.state === 'ended') live.delete(callId)
    else live.set(callId, after)
    for (const problem of checkChange(known, after, { now: clock.now(), deeds, truth, worldTime })) fail(problem)
    for (const userId of [after.caller.userId, after.callee]) count(userId)
  }

  function count(userId: UserId): void {
    if (countOf(userId) > 1) fail(`1: ${userId} is in two calls`)
  }

  function countOf(userId: UserId): number {
    let count = 0
    for (const call of live.values()) {
      if (truth.isAwaited(call.callId, userId)) continue
      // A call that rings is one that its caller is in; any number may ring for somebody.
      const answered = call.state === 'answered' && userKey(call.callee) === userKey(userId)
      if (answered || userKey(call.caller.userId) === userKey(userId)) count += 1
    }
    return count
  }

  return truth
}
