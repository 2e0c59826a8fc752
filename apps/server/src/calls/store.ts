import type { CallId, UserId } from '@parley/protocol'
import type { AnsweredCall, Call, LiveCall, RingingCall } from './call.ts'
import type { Transition } from './transitions.ts'

/** The outcome of placing a call. */
export type Placed =
  | { outcome: 'created' }
  /** The callId names a call already, live or ended: the request was repeated, or it crossed another call. */
  | { outcome: 'known'; call: Call }
  /** The call was hung up before the request arrived. */
  | { outcome: 'buried' }
  /** One or both users are in a call, perhaps the same one. `ofCallee` may be a silenced call to the caller. */
  | { outcome: 'conflict'; ofCaller: LiveCall | null; ofCallee: LiveCall | null }

/** The outcome of bringing two waiters into one call. */
export type Met =
  | { outcome: 'created' }
  /** These IDs name calls already, live or ended, or were hung up before they became one. */
  | { outcome: 'spent'; callIds: readonly CallId[] }
  /** A call is in progress at this link. */
  | { outcome: 'full' }
  /** These users are in a call. */
  | { outcome: 'busy'; users: readonly UserId[] }

/**
 * Holds calls. Each method is atomic, also between several servers.
 * A user is in at most one live call; a silenced call does not count for its callee. A silenced call cannot be answered
 * while its callee is in another call.
 * A call is found by its own ID and by the ID of the call that crossed it. Does not know presence or announcements.
 */
export interface CallStore {
  /** Adds the call if its callId is new and both its users are free. */
  place(call: RingingCall): Promise<Placed>
  /** Adds the answered call of two waiters if both IDs are new, no call is at the link, and both users are free. */
  meet(call: AnsweredCall): Promise<Met>
  /**
   * Adds a call that was answered before this store began, or that it has forgotten, if neither of its IDs is known or
   * buried and both its users are free. Resolves to false otherwise.
   * Adopts a call once, and once more each time it was forgotten: tombstones expire, and an ended call must not return.
   */
  adopt(call: AnsweredCall): Promise<boolean>
  /**
   * Drops an answered call and frees its users. The call has not ended and can be adopted again. Resolves to the call,
   * or to null if there is no answered call of this ID.
   */
  forget(callId: CallId): Promise<AnsweredCall | null>
  /** Applies a transition. `before === after` if it is not legal; null if the call is unknown. */
  update(callId: CallId, transition: Transition): Promise<{ before: Call; after: Call } | null>
  /** A live call, or one that ended within `TOMBSTONE_MS`. */
  get(callId: CallId): Promise<Call | null>
  /** The live call this user is in, ringing or answered. */
  findByUser(userId: UserId): Promise<LiveCall | null>
  /** A live call at this link; any of them if a restart has restored several. */
  findByLink(link: string): Promise<LiveCall | null>
  /** The silenced calls to this user. */
  findSilenced(callee: UserId): Promise<readonly RingingCall[]>
  /** Leaves a tombstone for an unknown call, so that it can no longer begin. */
  bury(callId: CallId): Promise<void>
  /** True if the ID was buried before it became a call. */
  isBuried(callId: CallId): Promise<boolean>
  /** How many calls ring or are answered. */
  countLive(): Promise<number>
}

/** How long an ended call is remembered; longer than a repeated request can take to arrive. Milliseconds. */
export const TOMBSTONE_MS = 120_000

/** How many ended calls are remembered at most. */
export const MAX_TOMBSTONES = 10_000
