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

/** What everything about calls stands on. */
export interface CallDeps {
  store: CallStore
  presence: Presence
  deliver: Deliver
  clock: Clock
  log: Logger
  missed: MissedCalls
  timers: CallTimers
  tickets: Tickets
  /** Told when a call of two who waited is there, and when it is not any more. */
  meetingChanged?: (call: Call, there: boolean) => void
}

/** The only way a call changes, with all that follows from it: who is told, what is timed, who is busy, what is logged. */
export interface Lifecycle {
  /**
   * Lets a call begin that the store has just taken. Resolves to false if the callee was gone after all.
   *
   * @param arrivalBy until when it waits for a callee who may be coming
   */
  begin(call: RingingCall, arrivalBy: number): Promise<boolean>
  /** Puts two who have waited into this call, if the store takes it. */
  meet(call: AnsweredCall): Promise<Met>
  /** Lets a call go on that was answered before this server's time. Resolves to false if the store does not take it. */
  adopt(call: AnsweredCall): Promise<boolean>
  /** Lets go of an answered call of which nobody is here any more: it may go on between its devices, who can show their tickets. */
  forget(callId: CallId): Promise<void>
  /** Applies a transition; resolves to the call after it, or null if there is no such call. */
  change(callId: CallId, transition: Transition): Promise<Call | null>
  /** Keeps a missed call for a user and tells its devices. */
  miss(userId: UserId, missed: MissedCall): void
}

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
    // Told before anything else is awaited, so that two changes are heard in the order in which they happened.
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

  /** Nobody has come to be called. */
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
      // The timer is the deadline, whatever the wall clock reads when it fires: timers may be a little early.
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
