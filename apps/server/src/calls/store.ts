import type { CallId, DeviceRef, UserId } from '@parley/protocol'
import type { AnsweredCall, Call, LiveCall, RingingCall } from './call.ts'
import type { Transition } from './transitions.ts'

/** The outcome of placing a call. */
export type Placed =
  /** `call` as it was added: `onlyAt` tells whether its callee is in another call. */
  | { outcome: 'created'; call: RingingCall }
  /** The callId names a call already, live or ended: the request was repeated, or it crossed another call. */
  | { outcome: 'known'; call: Call }
  /** The call was hung up before the request arrived. */
  | { outcome: 'buried' }
  /** The caller is in this call. */
  | { outcome: 'conflict'; call: LiveCall }
  /** The callee is calling the caller: this call, which may be silenced, rings for the caller. */
  | { outcome: 'crossing'; call: RingingCall }

/** The outcome of bringing two waiters into one call. */
export type Met =
  | { outcome: 'created' }
  /** These IDs name calls already, live or ended, or were hung up before they became one. */
  | { outcome: 'spent'; callIds: readonly CallId[] }
  /** A call is in progress at this link. */
  | { outcome: 'full' }
  /** These users are in a call. */
  | { outcome: 'busy'; users: readonly UserId[] }

/** The outcome of a second device's claim. */
export type Claimed =
  /** Both its users are in the call from now on. */
  | { outcome: 'claimed'; call: AnsweredCall }
  /** The call does not wait for this device. */
  | { outcome: 'known' }
  /** The device's user is in another call by now. */
  | { outcome: 'busy'; call: LiveCall }

/**
 * Holds calls. Each method is atomic, also between several servers.
 * A user is in at most one call: one that they placed, or one that was answered. Besides it any number may ring for them;
 * none can be answered while they are in another.
 * A call is found by its own ID and by the ID of the call that crossed it. Does not know presence or announcements.
 */
export interface CallStore {
  /** Adds the call if its callId is new, its caller is in no call, and the callee is not calling the caller. */
  place(call: RingingCall): Promise<Placed>
  /** Adds the answered call of two waiters if both IDs are new, no call is at the link, and both users are free. */
  meet(call: AnsweredCall): Promise<Met>
  /**
   * Adds a call that was answered before this store began, or that it has forgotten, if neither of its IDs is known or
   * buried, and both users are in no call. Resolves to false otherwise.
   * Adopts a call once, and once more each time it was forgotten: tombstones expire, and an ended call must not return.
   * The other device is awaited: until it claims the call too, its user is not in the call, and the call's link is free.
   *
   * @param fromEarlier true if the call was answered before this store began
   * @param by the device that claims it
   */
  adopt(call: AnsweredCall, fromEarlier: boolean, by: DeviceRef): Promise<boolean>
  /** The awaited device claims a call that was adopted by the word of the other one. */
  claim(callId: CallId, device: DeviceRef): Promise<Claimed>
  /** The adopted calls that await a device of this user. */
  findAwaiting(userId: UserId): Promise<readonly AnsweredCall[]>
  /**
   * Drops an answered call and frees its users. The call has not ended and can be adopted again. Resolves to the call,
   * or to null if there is no answered call of this ID.
   */
  forget(callId: CallId): Promise<AnsweredCall | null>
  /** Applies a transition. `before === after` if it is not legal; null if the call is unknown. */
  update(callId: CallId, transition: Transition): Promise<{ before: Call; after: Call } | null>
  /** A live call, or one that ended within `TOMBSTONE_MS`. */
  get(callId: CallId): Promise<Call | null>
  /** The call this user is in, placed or answered; not one that rings for them or awaits a device of theirs. */
  findByUser(userId: UserId): Promise<LiveCall | null>
  /** A live call that holds this link; any of them if a restart has restored several. */
  findByLink(link: string): Promise<LiveCall | null>
  /** The calls that ring for this user, silenced ones too, the oldest first. */
  findRinging(callee: UserId): Promise<readonly RingingCall[]>
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
