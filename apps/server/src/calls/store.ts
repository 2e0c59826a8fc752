import type { CallId, UserId } from '@parley/protocol'
import type { AnsweredCall, Call, LiveCall, RingingCall } from './call.ts'
import type { Transition } from './transitions.ts'

/** What came of placing a call. */
export type Placed =
  | { outcome: 'created' }
  /** This callId is a call already, live or ended: the request was repeated, or crossed another call. */
  | { outcome: 'known'; call: Call }
  /** It was hung up before it arrived. */
  | { outcome: 'buried' }
  /** One of the two is in a call; both may be in the same one. The caller may be the callee of the other's silenced one. */
  | { outcome: 'conflict'; ofCaller: LiveCall | null; ofCallee: LiveCall | null }

/** What came of two who waited and shall be in one call. */
export type Met =
  | { outcome: 'created' }
  /** These names are calls already, live or over, or were hung up before they became one. */
  | { outcome: 'spent'; callIds: readonly CallId[] }
  /** Others are in a call at this link. */
  | { outcome: 'full' }
  /** These users are in a call. */
  | { outcome: 'busy'; users: readonly UserId[] }

/**
 * Holds calls. Each method is atomic, also between several servers; a user is in at most one live call, and the callee
 * of a silenced one is not in it. A silenced call cannot be answered while its callee is in another.
 * A call is found by its own callId and by the one that crossed it. Knows nothing of who is online or told what.
 */
export interface CallStore {
  /** Adds the call if its callId is new and both its users are free. */
  place(call: RingingCall): Promise<Placed>
  /** Adds the answered call of two who waited, if both its names are new, its link is empty and both its users are free. */
  meet(call: AnsweredCall): Promise<Met>
  /**
   * Takes up a call that was answered before this store's own time, or that it has forgotten, if it is not known or
   * buried by either of its names and both its users are free; each call once, and once more for each time it was
   * forgotten, for it is not remembered for ever that it has ended.
   */
  adopt(call: AnsweredCall): Promise<boolean>
  /**
   * Lets go of an answered call of which nobody is here any more, so that its users are free. It has not ended: it can be
   * adopted again. Resolves to the call, or null if there is no such.
   */
  forget(callId: CallId): Promise<AnsweredCall | null>
  /** Read-modify-write. `before === after` where the transition was not legal; null where the call is not known. */
  update(callId: CallId, transition: Transition): Promise<{ before: Call; after: Call } | null>
  /** Live or ended not long ago. */
  get(callId: CallId): Promise<Call | null>
  /** The live call this user is in, ringing or answered. */
  findByUser(userId: UserId): Promise<LiveCall | null>
  /** A live call at this link: as many as it has only where a restart brought them together. */
  findByLink(link: string): Promise<LiveCall | null>
  /** The calls to this user that are silenced. */
  findSilenced(callee: UserId): Promise<readonly RingingCall[]>
  /** Leaves a tombstone for a call that is not known, so that it cannot begin any more. */
  bury(callId: CallId): Promise<void>
  /** Whether a call that never was known here has been buried. */
  isBuried(callId: CallId): Promise<boolean>
  /** How many calls ring or are answered. */
  countLive(): Promise<number>
}

/** How long an ended call is remembered: longer than any repeated request of it is under way. */
export const TOMBSTONE_MS = 120_000

/** How many ended calls are remembered at most. */
export const MAX_TOMBSTONES = 10_000
