import { type CallId, type DeviceRef, sameDevice, sameUser, userKey } from '@parley/protocol'
import { createExpiringMap } from '../expiringMap.ts'
import { type Call, deviceIn, type EndedCall, type LiveCall, type RingingCall } from './call.ts'
import { type CallStore, MAX_TOMBSTONES, TOMBSTONE_MS } from './store.ts'
import { TICKET_MS } from './tickets.ts'

/** Creates a call store in this process's memory. Each method is atomic because it never awaits. */
export function createMemoryCallStore(options: { now: () => number }): CallStore {
  const live = new Map<CallId, LiveCall>()
  const callOfUser = new Map<string, CallId>()
  /** The calls that ring for each callee, the oldest first. */
  const ringingOfUser = new Map<string, Set<CallId>>()
  /** From the ID of a crossing call to the ID of the call it crossed. */
  const crossings = new Map<CallId, CallId>()
  /** The live calls at each call link. */
  const callsOfLink = new Map<string, Set<CallId>>()
  /** The device that an adopted call awaits. */
  const awaiting = new Map<CallId, DeviceRef>()
  /** The calls that await a device of each user. */
  const awaitingUser = new Map<string, Set<CallId>>()
  /** Calls that have been adopted: true, or false once they were forgotten and may be adopted again. */
  const adopted = createExpiringMap<boolean>({ ...options, keepMs: TICKET_MS, max: MAX_TOMBSTONES })
  const ended = createExpiringMap<EndedCall | 'buried'>({ ...options, keepMs: TOMBSTONE_MS, max: MAX_TOMBSTONES })

  const findLive = (callId: CallId | undefined): LiveCall | null =>
    callId === undefined ? null : (live.get(callId) ?? live.get(crossings.get(callId) ?? '') ?? null)
  const ofUser = (userId: string): LiveCall | null => findLive(callOfUser.get(userKey(userId)))

  const isAwaited = (call: LiveCall, userId: string): boolean =>
    userKey(awaiting.get(call.callId)?.userId ?? '') === userKey(userId)

  /** A call at this link of which both devices say that it goes on. */
  function ofLink(link: string): LiveCall | null {
    for (const callId of callsOfLink.get(link) ?? []) {
      const call = findLive(callId)
      if (call && !awaiting.has(callId)) return call
    }
    return null
  }

  function awaitDevice(callId: CallId, device: DeviceRef): void {
    const key = userKey(device.userId)
    awaiting.set(callId, device)
    awaitingUser.set(key, (awaitingUser.get(key) ?? new Set()).add(callId))
  }

  function awaitNoLonger(callId: CallId): void {
    const device = awaiting.get(callId)
    if (!device) return
    const key = userKey(device.userId)
    awaiting.delete(callId)
    awaitingUser.get(key)?.delete(callId)
    if (awaitingUser.get(key)?.size === 0) awaitingUser.delete(key)
  }

  function find(callId: CallId): Call | null {
    const call = findLive(callId) ?? ended.get(callId) ?? null
    return call === 'buried' ? null : call
  }

  /** Frees the user from this call; leaves another call the user is in by now. */
  function free(userId: string, callId: CallId): void {
    const key = userKey(userId)
    if (callOfUser.get(key) === callId) callOfUser.delete(key)
    const ringing = ringingOfUser.get(key)
    ringing?.delete(callId)
    if (ringing?.size === 0) ringingOfUser.delete(key)
  }

  const ringingFor = (userId: string): RingingCall[] =>
    [...(ringingOfUser.get(userKey(userId)) ?? [])].flatMap((callId) => {
      const call = live.get(callId)
      return call?.state === 'ringing' ? call : []
    })

  function enterLink({ callId, meeting }: LiveCall): void {
    if (!meeting?.link) return
    callsOfLink.set(meeting.link, (callsOfLink.get(meeting.link) ?? new Set()).add(callId))
  }

  function leaveLink({ callId, meeting }: Call): void {
    if (!meeting?.link) return
    const calls = callsOfLink.get(meeting.link)
    calls?.delete(callId)
    if (calls?.size === 0) callsOfLink.delete(meeting.link)
  }

  function occupy(call: LiveCall): void {
    const callee = userKey(call.callee)
    if (!isAwaited(call, call.caller.userId)) callOfUser.set(userKey(call.caller.userId), call.callId)
    if (call.state === 'ringing') {
      ringingOfUser.set(callee, (ringingOfUser.get(callee) ?? new Set()).add(call.callId))
      return
    }
    free(callee, call.callId)
    if (!isAwaited(call, callee)) callOfUser.set(callee, call.callId)
  }

  function write(call: Call): void {
    if (call.state !== 'ended') {
      live.set(call.callId, call)
      occupy(call)
      if (call.crossedBy) crossings.set(call.crossedBy, call.callId)
      enterLink(call)
      return
    }
    live.delete(call.callId)
    awaitNoLonger(call.callId)
    leaveLink(call)
    free(call.caller.userId, call.callId)
    free(call.callee, call.callId)
    ended.set(call.callId, call)
    if (call.crossedBy) {
      crossings.delete(call.crossedBy)
      ended.set(call.crossedBy, call)
    }
  }

  /** True if the transition answers a call whose callee is in another call. */
  const isLost = (before: Call, after: Call): boolean =>
    before.state === 'ringing' && after.state === 'answered' && ofUser(after.callee) !== null

  const isKnown = (callId: CallId): boolean => ended.get(callId) !== undefined || findLive(callId) !== null

  return {
    adopt: async (call, fromEarlier, by) => {
      const isSpent = adopted.get(call.callId) ?? !fromEarlier
      if (isSpent) return false
      if (isKnown(call.callId) || (call.crossedBy !== null && isKnown(call.crossedBy))) return false
      const other = sameDevice(call.caller, by) ? call.answeredBy : call.caller
      if (ofUser(by.userId) || ofUser(other.userId)) return false
      adopted.set(call.callId, true)
      awaitDevice(call.callId, other)
      write(call)
      return true
    },
    claim: async (callId, device) => {
      const call = findLive(callId)
      const awaited = call && awaiting.get(call.callId)
      if (call?.state !== 'answered' || !awaited || !sameDevice(awaited, device)) return { outcome: 'known' }
      const other = ofUser(device.userId)
      if (other) return { outcome: 'busy', call: other }
      awaitNoLonger(call.callId)
      callOfUser.set(userKey(device.userId), call.callId)
      return { outcome: 'claimed', call }
    },
    findAwaiting: async (userId) =>
      [...(awaitingUser.get(userKey(userId)) ?? [])].flatMap((callId) => {
        const call = live.get(callId)
        return call?.state === 'answered' ? call : []
      }),
    forget: async (callId) => {
      const call = findLive(callId)
      if (call?.state !== 'answered') return null
      live.delete(call.callId)
      awaitNoLonger(call.callId)
      leaveLink(call)
      free(call.caller.userId, call.callId)
      free(call.callee, call.callId)
      if (call.crossedBy) crossings.delete(call.crossedBy)
      adopted.set(call.callId, false)
      return call
    },
    meet: async (call) => {
      const spent = [call.callId, ...(call.crossedBy ? [call.crossedBy] : [])].filter(isKnown)
      if (spent.length > 0) return { outcome: 'spent', callIds: spent }
      const busy = [call.caller.userId, call.callee].filter(ofUser)
      if (busy.length > 0) return { outcome: 'busy', users: busy }
      if (call.meeting?.link && ofLink(call.meeting.link)) return { outcome: 'full' }
      write(call)
      return { outcome: 'created' }
    },
    place: async (call) => {
      if (ended.get(call.callId) === 'buried') return { outcome: 'buried' }
      const known = find(call.callId)
      if (known) return { outcome: 'known', call: known }
      const { caller, callee } = call
      const ofCaller = ofUser(caller.userId)
      if (ofCaller) return { outcome: 'conflict', call: ofCaller }
      const crossing = ringingFor(caller.userId).find((other) => sameUser(other.caller.userId, callee))
      if (crossing) return { outcome: 'crossing', call: crossing }
      const ofCallee = ofUser(callee)
      const placed = { ...call, onlyAt: ofCallee && deviceIn(ofCallee, callee) }
      write(placed)
      return { outcome: 'created', call: placed }
    },
    update: async (callId, transition) => {
      const before = find(callId)
      if (!before) return null
      const after = transition(before)
      if (after === before || isLost(before, after)) return { before, after: before }
      write(after)
      return { before, after }
    },
    get: async (callId) => find(callId),
    findByUser: async (userId) => ofUser(userId),
    findByLink: async (link) => ofLink(link),
    findRinging: async (callee) => ringingFor(callee),
    bury: async (callId) => {
      if (!find(callId)) ended.set(callId, 'buried')
    },
    isBuried: async (callId) => ended.get(callId) === 'buried',
    countLive: async () => live.size,
  }
}
