import type { CallId, Clock, MissedCall, UserId } from '@parley/protocol'
import type { Logger } from 'pino'
import type { Presence } from '../presence/presence.ts'
import { announce, announceMeeting, type Deliver } from './announce.ts'
import { type AnsweredCall, type Call, type RingingCall, silencedOf } from './call.ts'
import { logAdopted, logChange, logForgotten, logMet, logPlaced } from './callLog.ts'
import type { CallTimers } from './callTimers.ts'
import type { MissedCalls } from './missedCalls.ts'
import type { CallStore, Met } from './store.ts'
import type { Tickets } from './tickets.ts'
import { expire, type Transition, withdraw } from './transitions.ts'
import { missedOf } from './view.ts'

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
}

/** The only way a call changes. Each change also announces, sets timers, marks users busy or free, and logs. */
export interface Lifecycle {
  /**
   * Begins a call that the store has just placed. Resolves to false if the callee is offline, and the call has ended.
   *
   * @param arrivalBy until when an offline callee may still connect; milliseconds since the epoch
   */
  begin(call: RingingCall, arrivalBy: number): Promise<boolean>
  /** Begins the answered call of two waiters. Resolves to the store's outcome. */
  meet(call: AnsweredCall): Promise<Met>
  /** Restores a call answered before this server started. Resolves to false if the store refuses it. */
  adopt(call: AnsweredCall): Promise<boolean>
  /** Drops an answered call whose devices are both away. They may still be talking, and can restore it by ticket. */
  forget(callId: CallId): Promise<void>
  /** Applies a transition. Resolves to the call after it, or to null if there is no such call. */
  change(callId: CallId, transition: Transition): Promise<Call | null>
  /** Stores a missed call for a user and announces it to the user's devices. */
  miss(userId: UserId, missed: MissedCall): void
}

/** Creates the lifecycle on these dependencies. */
export function createLifecycle(deps: CallDeps): Lifecycle {
  const { store, presence, deliver, clock, log, missed, timers, tickets, meetingChanged } = deps

  function miss(userId: UserId, missedCall: MissedCall): void {
    missed.keep(userId, missedCall)
    deliver({ to: { user: userId }, event: 'missedCall', payload: missedCall })
  }

  function tell(before: Parameters<typeof announce>[0], after: Call): void {
    for (const announcement of announce(before, after, tickets.issue)) {
      if (announcement.event === 'missedCall') miss(after.callee, announcement.payload)
      else deliver(announcement)
    }
  }

  function noteMeeting(call: Call, there: boolean): void {
    if (call.meeting) meetingChanged?.(call, there)
  }

  async function engage({ callId, caller, callee, state }: Call): Promise<boolean> {
    const answered = state === 'answered'
    const engaged = await Promise.all([
      presence.engage(caller.userId, callId, answered),
      presence.engage(callee, callId, answered),
    ])
    return engaged[1]
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
      if (silencedOf(after)) await presence.disengage(after.callee, after.callId)
      return after
    }
    timers.clearAll(after.callId)
    if (after.state === 'answered') await engage(after)
    else {
      noteMeeting(after, false)
      await presence.disengage(after.caller.userId, after.callId)
      await presence.disengage(after.callee, after.callId)
    }
    return after
  }

  /** Ends the call as offline if the callee has not connected. */
  async function withdrawIfAlone({ callId, callee }: RingingCall): Promise<void> {
    if ((await presence.find(callee))?.devices.length) return
    const after = await change(callId, (now) => withdraw(now, clock.now()))
    if (after?.state === 'ended' && after.reason === 'offline') miss(callee, missedOf(after))
  }

  return {
    miss,
    change,
    meet: async (call) => {
      const met = await store.meet(call)
      if (met.outcome !== 'created') return met
      for (const announcement of announceMeeting(call, tickets.issue)) deliver(announcement)
      logMet(log, call)
      noteMeeting(call, true)
      await engage(call)
      return met
    },
    adopt: async (call) => {
      if (!(await store.adopt(call))) return false
      logAdopted(log, call)
      noteMeeting(call, true)
      await engage(call)
      return true
    },
    forget: async (callId) => {
      const call = await store.forget(callId)
      if (!call) return
      logForgotten(log, call)
      timers.clearAll(call.callId)
      noteMeeting(call, false)
      await presence.disengage(call.caller.userId, call.callId)
      await presence.disengage(call.callee, call.callId)
    },
    begin: async (call, arrivalBy) => {
      const { callId } = call
      // The timer may fire a little early by the wall clock, so the call expires no earlier than `expiresAt`.
      timers.set(callId, 'ring', call.expiresAt - clock.now(), () =>
        change(callId, (now) => expire(now, Math.max(clock.now(), call.expiresAt))),
      )
      tell(null, call)
      logPlaced(log, call)
      if (await engage(call)) return true
      if (clock.now() < arrivalBy) {
        timers.set(callId, 'arrival', arrivalBy - clock.now(), () => withdrawIfAlone(call))
        return true
      }
      await change(callId, (now) => withdraw(now, clock.now()))
      return false
    },
  }
}
