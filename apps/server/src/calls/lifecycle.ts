import { type CallId, type Clock, type DeviceRef, limits, type Moment, sameDevice, type UserId } from '@parley/protocol'
import type { Logger } from 'pino'
import type { Presence } from '../presence/presence.ts'
import { announce, announceMeeting, type Deliver } from './announce.ts'
import { type AnsweredCall, answererOf, type Call, deviceIn, type RingingCall } from './call.ts'
import { logAdopted, logChange, logForgotten, logMet, logPlaced } from './callLog.ts'
import type { CallTimers } from './callTimers.ts'
import { type MissedCalls, NOBODY } from './missedCalls.ts'
import type { CallStore, Met } from './store.ts'
import type { Tickets } from './tickets.ts'
import { abandon, busyUnlessEngaged, confine, expire, silence, type Transition, withdraw } from './transitions.ts'
import { isUnanswered, missedOf } from './view.ts'

/** The dependencies shared by all modules of the call service. */
export interface CallDeps {
  store: CallStore
  presence: Presence
  deliver: Deliver
  clock: Clock
  log: Logger
  missed: MissedCalls
  timers: CallTimers
  tickets: Tickets
  /** Called when a call between two waiters begins and when it ends. */
  meetingChanged?: (call: Call, there: boolean) => void
  /** Called when a call is answered, or found to be. */
  answered?: (call: Call) => void
}

/** The only way a call changes. Each change also announces, sets timers, marks users busy or free, and logs. */
export interface Lifecycle {
  /**
   * Begins a call that the store has just placed. Resolves to the call after it, which has ended if the callee is offline,
   * or is in another call on a device that is.
   *
   * @param arrivalBy until when an offline callee may still connect, on the clock
   */
  begin(call: RingingCall, arrivalBy: number): Promise<Call>
  /** Begins the answered call of two waiters. Resolves to the store's outcome. */
  meet(call: AnsweredCall): Promise<Met>
  /**
   * Restores a call from its ticket, for the device that showed it (see `CallStore.adopt`). Resolves to false if the store
   * refuses it.
   */
  adopt(call: AnsweredCall, fromEarlier: boolean, by: DeviceRef): Promise<boolean>
  /** The other device of a restored call is in it too. If its user has gone into another call, the restored one ends. */
  claim(callId: CallId, device: DeviceRef): Promise<void>
  /** Drops an answered call whose devices are both away. They may still be talking, and can restore it by ticket. */
  forget(callId: CallId): Promise<void>
  /** Applies a transition. Resolves to the call after it, or to null if there is no such call. */
  change(callId: CallId, transition: Transition): Promise<Call | null>
  /** Ends a ringing call as offline, and keeps it as missed, if no device of the callee is connected. */
  withdraw(call: RingingCall): Promise<void>
  /**
   * Ends a call to somebody in another call as busy, unless within `ENGAGED_MS` the device of that call is connected and says
   * that this one rings beside it.
   */
  awaitEngaged(call: RingingCall): void
  /** Tells the calls that ring for this user to all their devices, or to the one in another call, whichever it is now. */
  settle(userId: UserId): Promise<void>
  /**
   * Stores the call as missed by its callee, and announces that to the callee's devices. Resolves once it is stored, or
   * after a while (see `MissedCalls.keep`): the caller should hear that nobody answers no sooner.
   */
  miss(call: Call): Promise<void>
}

const ENGAGED = 'engaged'

/** Creates the lifecycle on these dependencies. */
export function createLifecycle(deps: CallDeps): Lifecycle {
  const { store, presence, deliver, clock, log, missed, timers, tickets, meetingChanged } = deps

  const moment = (): Moment => ({ at: clock.now(), wall: clock.wall() })

  function miss(call: Call): Promise<void> {
    const now = moment()
    const missedCall = missedOf(call, now)
    deliver({ to: { user: call.callee }, event: 'missedCall', payload: { ...missedCall, now: now.wall } })
    return missed.keep(call.callee, missedCall)
  }

  /** A callee who blocked the call is told nothing of it. It is written all the same, so that its caller waits as long as any other. */
  const missing = (call: Call): UserId => (call.state === 'ended' && call.silenced === 'blocked' ? NOBODY : call.callee)

  function tell(before: Parameters<typeof announce>[0], after: Call): void {
    const now = moment()
    const kept = isUnanswered(after) ? missed.keep(missing(after), missedOf(after, now)) : null
    for (const announcement of announce(before, after, now, tickets.issue)) {
      const { to } = announcement
      // The caller hears last of a missed call: who has heard it must be able to rely on it.
      if (kept && 'device' in to && sameDevice(to.device, after.caller)) void kept.then(() => deliver(announcement))
      else deliver(announcement)
    }
  }

  function noteMeeting(call: Call, there: boolean): void {
    if (call.meeting) meetingChanged?.(call, there)
  }

  /** The users who are or were in this call; a callee only once they have answered. */
  const usersIn = (call: Call): UserId[] =>
    answererOf(call) === null ? [call.caller.userId] : [call.caller.userId, call.callee]

  async function engage(call: AnsweredCall | RingingCall): Promise<void> {
    if (call.state === 'answered') deps.answered?.(call)
    const users = usersIn(call)
    await Promise.all(users.map((user) => presence.engage(user, call.callId, call.state === 'answered')))
    for (const user of users) await settle(user)
  }

  async function disengage(call: Call): Promise<void> {
    for (const user of usersIn(call)) {
      await presence.disengage(user, call.callId)
      await settle(user)
    }
  }

  async function settle(userId: UserId): Promise<void> {
    for (const { callId } of await store.findRinging(userId)) {
      const engaged = await store.findByUser(userId)
      await change(callId, (now) => confine(now, engaged && deviceIn(engaged, userId)))
    }
  }

  async function isThere({ userId, deviceId }: DeviceRef): Promise<boolean> {
    return (await presence.find(userId))?.devices.includes(deviceId) ?? false
  }

  function awaitEngaged({ callId, onlyAt }: RingingCall): void {
    if (!onlyAt) return
    timers.set(callId, ENGAGED, limits.ENGAGED_MS, async () => {
      const there = await isThere(onlyAt)
      await change(callId, (now) => busyUnlessEngaged(now, there, clock.now()))
    })
  }

  /** Watches a call whose callee went into another call, or is free again. */
  async function followOnlyAt(call: RingingCall): Promise<void> {
    timers.clear(call.callId, ENGAGED)
    if (!call.onlyAt) return
    if (await isThere(call.onlyAt)) awaitEngaged(call)
    else await change(call.callId, (now) => busyUnlessEngaged(now, false, clock.now()))
  }

  /** Silences the oldest call that a device has ignored, if too many ring for this user. */
  async function keepFew(userId: UserId): Promise<void> {
    const open = (await store.findRinging(userId)).filter((call) => call.silenced === null)
    const oldest = open.find((call) => call.ignoredBy.length > 0)
    if (open.length > limits.MAX_INVITATIONS && oldest) await change(oldest.callId, silence)
  }

  async function change(callId: CallId, transition: Transition): Promise<Call | null> {
    const changed = await store.update(callId, transition)
    if (!changed) return null
    const { before, after } = changed
    if (before.state === 'ended' || before === after) return after
    // Announced before the next await, so that two changes are announced in the order in which they happened.
    tell(before, after)
    logChange(log, before, after)
    if (after.state === 'ringing') {
      if (before.state === 'ringing' && before.onlyAt !== after.onlyAt) await followOnlyAt(after)
      return after
    }
    timers.clearAll(after.callId)
    if (after.state === 'answered') await engage(after)
    else {
      noteMeeting(after, false)
      await disengage(after)
    }
    return after
  }

  async function withdrawIfAlone({ callId, callee }: RingingCall): Promise<void> {
    if ((await presence.find(callee))?.devices.length) return
    // Whether somebody in another call is busy is for the device of that call to say.
    if (await store.findByUser(callee)) return
    const after = await change(callId, (now) => withdraw(now, clock.now()))
    // Of a call that they blocked people are told nothing.
    if (after?.state === 'ended' && after.reason === 'offline' && after.silenced !== 'blocked') await miss(after)
  }

  return {
    miss,
    change,
    withdraw: withdrawIfAlone,
    settle,
    awaitEngaged,
    meet: async (call) => {
      const met = await store.meet(call)
      if (met.outcome !== 'created') return met
      for (const announcement of announceMeeting(call, moment(), tickets.issue)) deliver(announcement)
      logMet(log, call)
      noteMeeting(call, true)
      await engage(call)
      return met
    },
    adopt: async (call, fromEarlier, by) => {
      if (!(await store.adopt(call, fromEarlier, by))) return false
      logAdopted(log, call)
      await presence.engage(by.userId, call.callId, true)
      await settle(by.userId)
      return true
    },
    claim: async (callId, device) => {
      const claimed = await store.claim(callId, device)
      if (claimed.outcome === 'busy') await change(callId, (now) => abandon(now, device, clock.now()))
      if (claimed.outcome !== 'claimed') return
      noteMeeting(claimed.call, true)
      await engage(claimed.call)
    },
    forget: async (callId) => {
      const call = await store.forget(callId)
      if (!call) return
      logForgotten(log, call)
      timers.clearAll(call.callId)
      noteMeeting(call, false)
      await disengage(call)
    },
    begin: async (call, arrivalBy) => {
      const { callId } = call
      // A timer may fire a fraction of a millisecond early, so the call expires no earlier than `expiresAt`.
      timers.set(callId, 'ring', call.expiresAt - clock.now(), () =>
        change(callId, (now) => expire(now, Math.max(clock.now(), call.expiresAt))),
      )
      tell(null, call)
      logPlaced(log, call)
      await engage(call)
      await followOnlyAt(call)
      await keepFew(call.callee)
      const isAway = !call.onlyAt && !(await presence.find(call.callee))?.devices.length
      if (isAway && clock.now() < arrivalBy) {
        timers.set(callId, 'arrival', arrivalBy - clock.now(), () => withdrawIfAlone(call))
      } else if (isAway) await change(callId, (now) => withdraw(now, clock.now()))
      return (await store.get(callId)) ?? call
    },
  }
}
