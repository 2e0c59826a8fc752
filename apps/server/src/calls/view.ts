import type { CallView, DeviceRef, DisplayName, EndReason, Invitation, MissedCall, Moment } from '@parley/protocol'
import {
  type AnsweredCall,
  answererOf,
  type Call,
  isCaller,
  isOfCallee,
  isParty,
  isTold,
  type RingingCall,
  type Silenced,
} from './call.ts'

/**
 * The call as the caller's device or a device of the callee may see it; null for any other. The callee's other devices
 * see an answered call as ended, and all devices of the callee see a silenced call as ended.
 *
 * @param now by the clock of the call's times
 * @param ticketOf issues the ticket of an answered call
 */
export function viewFor(
  call: Call,
  device: DeviceRef,
  now: number,
  ticketOf: (call: AnsweredCall) => string = () => '',
): CallView | null {
  if (!isCaller(call, device) && !isOfCallee(call, device)) return null
  const { callId, kind, media, rev, caller, callee } = call
  // Fields are listed because a spread takes V8 several times as long.
  const over = (reason: EndReason): CallView => ({ callId, kind, media, rev, caller, callee, state: 'ended', reason })
  if (answererOf(call) !== null && !isParty(call, device)) return over('answeredElsewhere')
  const own = isCaller(call, device)
  switch (call.state) {
    case 'ringing': {
      if (call.silenced !== null && !own) return over(endOfSilenced(call.silenced))
      if (!own && !isTold(call, device)) return over('alreadyInCall')
      const ringsForMs = timeToRing(call, now)
      return { callId, kind, media, rev, caller, callee, state: 'ringing', ringing: [...call.ringing], ringsForMs }
    }
    case 'answered': {
      const { answeredBy } = call
      const ticket = ticketOf(call)
      const view = { callId, kind, media, rev, caller, callee, state: 'answered', answeredBy, ticket } as const
      const name = nameOf(call, own ? 'callee' : 'caller')
      return name === null ? view : { ...view, name }
    }
    case 'ended':
      return over(call.silenced === 'blocked' && !own ? 'blocked' : call.reason)
  }
}

/** The display name this side chose at a link or match; null if none. */
function nameOf({ meeting }: AnsweredCall, side: 'caller' | 'callee'): DisplayName | null {
  return meeting?.names[side] ?? null
}

/** The end reason that the callee's devices see of a silenced call. */
export function endOfSilenced(silenced: Silenced): EndReason {
  return silenced === 'blocked' ? 'blocked' : 'cancelled'
}

/** How much longer the call rings, in whole milliseconds. Told in place of the deadline, because no other machine has this clock. */
const timeToRing = ({ expiresAt }: RingingCall, now: number): number => Math.max(0, Math.ceil(expiresAt - now))

/** The invitation that makes a device of the callee ring. */
export function invitationTo(call: RingingCall, now: number): Invitation {
  const { callId, kind, media, rev, caller, identity } = call
  return { callId, kind, media, rev, caller, identity, ringsForMs: timeToRing(call, now) }
}

const UNANSWERED: ReadonlySet<EndReason> = new Set(['timeout', 'cancelled', 'offline', 'busy'])

/** True if the call ended without an answer, and the callee has not declined it. */
export const isUnanswered = (call: Call): boolean =>
  call.state === 'ended' && call.answer === null && UNANSWERED.has(call.reason)

/** The callee's record of a call that was not answered. It is kept, so its time is of the wall clock. */
export function missedOf({ callId, caller, media, placedAt }: Call, { at, wall }: Moment): MissedCall {
  return { callId, caller: caller.userId, media, at: Math.round(wall - (at - placedAt)) }
}
