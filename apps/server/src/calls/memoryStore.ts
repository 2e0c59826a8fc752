import { type CallId, userKey } from '@parley/protocol'
import type { Call, EndedCall, LiveCall } from './call.ts'
import { type CallStore, MAX_TOMBSTONES, TOMBSTONE_MS } from './store.ts'
import { createTombstones } from './tombstones.ts'

/** Calls in this process's memory. Each method does its work before it first yields, and so is atomic. */
export function createMemoryCallStore(options: { now: () => number }): CallStore {
  const live = new Map<CallId, LiveCall>()
  const callOfUser = new Map<string, CallId>()
  const crossings = new Map<CallId, CallId>()
  const ended = createTombstones<EndedCall | 'buried'>({ ...options, keepMs: TOMBSTONE_MS, max: MAX_TOMBSTONES })

  const findLive = (callId: CallId | undefined): LiveCall | null =>
    callId === undefined ? null : (live.get(callId) ?? live.get(crossings.get(callId) ?? '') ?? null)
  const ofUser = (userId: string): LiveCall | null => findLive(callOfUser.get(userKey(userId)))

  function find(callId: CallId): Call | null {
    const past = ended.get(callId)
    return findLive(callId) ?? (past === 'buried' ? null : (past ?? null))
  }

  function write(call: Call): void {
    if (call.state !== 'ended') {
      live.set(call.callId, call)
      if (call.crossedBy) crossings.set(call.crossedBy, call.callId)
      return
    }
    live.delete(call.callId)
    callOfUser.delete(userKey(call.caller.userId))
    callOfUser.delete(userKey(call.callee))
    ended.set(call.callId, call)
    if (call.crossedBy) {
      crossings.delete(call.crossedBy)
      ended.set(call.crossedBy, call)
    }
  }

  return {
    place: async (call) => {
      if (ended.get(call.callId) === 'buried') return { outcome: 'buried' }
      const known = find(call.callId)
      if (known) return { outcome: 'known', call: known }
      const ofCaller = ofUser(call.caller.userId)
      const ofCallee = ofUser(call.callee)
      if (ofCaller || ofCallee) return { outcome: 'conflict', ofCaller, ofCallee }
      callOfUser.set(userKey(call.caller.userId), call.callId)
      callOfUser.set(userKey(call.callee), call.callId)
      write(call)
      return { outcome: 'created' }
    },
    update: async (callId, transition) => {
      const before = find(callId)
      if (!before) return null
      const after = transition(before)
      if (after !== before) write(after)
      return { before, after }
    },
    get: async (callId) => find(callId),
    findByUser: async (userId) => ofUser(userId),
    bury: async (callId) => {
      if (!find(callId)) ended.set(callId, 'buried')
    },
    countLive: async () => live.size,
  }
}
