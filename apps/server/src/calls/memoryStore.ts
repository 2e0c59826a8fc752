import { type CallId, userKey } from '@parley/protocol'
import { createExpiringMap } from '../expiringMap.ts'
import { type Call, type EndedCall, type LiveCall, silencedOf } from './call.ts'
import { type CallStore, MAX_TOMBSTONES, TOMBSTONE_MS } from './store.ts'
import { TICKET_MS } from './tickets.ts'

/** Creates a call store in this process's memory. Each method is atomic because it never awaits. */
export function createMemoryCallStore(options: { now: () => number }): CallStore {
  const live = new Map<CallId, LiveCall>()
  const callOfUser = new Map<string, CallId>()
  /** The silenced calls of each callee. */
  const silencedOfUser = new Map<string, Set<CallId>>()
  /** From the ID of a crossing call to the ID of the call it crossed. */
  const crossings = new Map<CallId, CallId>()
  /** The live calls at each call link. */
  const callsOfLink = new Map<string, Set<CallId>>()
  const since = options.now()
  /** Calls that have been adopted: true, or false once they were forgotten and may be adopted again. */
  const adopted = createExpiringMap<boolean>({ ...options, keepMs: TICKET_MS, max: MAX_TOMBSTONES })
  const ended = createExpiringMap<EndedCall | 'buried'>({ ...options, keepMs: TOMBSTONE_MS, max: MAX_TOMBSTONES })

  const findLive = (callId: CallId | undefined): LiveCall | null =>
    callId === undefined ? null : (live.get(callId) ?? live.get(crossings.get(callId) ?? '') ?? null)
  const ofUser = (userId: string): LiveCall | null => findLive(callOfUser.get(userKey(userId)))

  function find(callId: CallId): Call | null {
    const call = findLive(callId) ?? ended.get(callId) ?? null
    return call === 'buried' ? null : call
  }

  /** Frees the user from this call; leaves another call the user is in by now. */
  function free(userId: string, callId: CallId): void {
    const key = userKey(userId)
    if (callOfUser.get(key) === callId) callOfUser.delete(key)
    const silenced = silencedOfUser.get(key)
    silenced?.delete(callId)
    if (silenced?.size === 0) silencedOfUser.delete(key)
  }

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
    callOfUser.set(userKey(call.caller.userId), call.callId)
    free(callee, call.callId)
    if (silencedOf(call)) silencedOfUser.set(callee, (silencedOfUser.get(callee) ?? new Set()).add(call.callId))
    else callOfUser.set(callee, call.callId)
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
    leaveLink(call)
    free(call.caller.userId, call.callId)
    free(call.callee, call.callId)
    ended.set(call.callId, call)
    if (call.crossedBy) {
      crossings.delete(call.crossedBy)
      ended.set(call.crossedBy, call)
    }
  }

  /** True if the transition answers a silenced call whose callee is in another call by now. */
  function isLost(before: Call, after: Call): boolean {
    return (
      before.state === 'ringing' && before.silenced !== null && after.state === 'answered' && !!ofUser(after.callee)
    )
  }

  const isKnown = (callId: CallId): boolean => ended.get(callId) !== undefined || findLive(callId) !== null

  return {
    adopt: async (call) => {
      const isSpent = adopted.get(call.callId) ?? call.answeredAt > since
      if (isSpent) return false
      if (isKnown(call.callId) || (call.crossedBy !== null && isKnown(call.crossedBy))) return false
      if (ofUser(call.caller.userId) || ofUser(call.callee)) return false
      adopted.set(call.callId, true)
      write(call)
      return true
    },
    forget: async (callId) => {
      const call = findLive(callId)
      if (call?.state !== 'answered') return null
      live.delete(call.callId)
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
      if (call.meeting?.link && callsOfLink.has(call.meeting.link)) return { outcome: 'full' }
      write(call)
      return { outcome: 'created' }
    },
    place: async (call) => {
      if (ended.get(call.callId) === 'buried') return { outcome: 'buried' }
      const known = find(call.callId)
      if (known) return { outcome: 'known', call: known }
      const ofCaller = ofUser(call.caller.userId)
      const ofCallee = ofUser(call.callee)
      if (ofCaller || ofCallee) return { outcome: 'conflict', ofCaller, ofCallee }
      write(call)
      return { outcome: 'created' }
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
    findByLink: async (link) => {
      const [callId] = callsOfLink.get(link) ?? []
      return findLive(callId)
    },
    findSilenced: async (callee) =>
      [...(silencedOfUser.get(userKey(callee)) ?? [])].flatMap((callId) => {
        const call = live.get(callId)
        return call?.state === 'ringing' ? call : []
      }),
    bury: async (callId) => {
      if (!find(callId)) ended.set(callId, 'buried')
    },
    isBuried: async (callId) => ended.get(callId) === 'buried',
    countLive: async () => live.size,
  }
}
