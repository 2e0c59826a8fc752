import type { CallView, DeviceRef, DisplayName, EndReason, Invitation, MissedCall } from '@parley/protocol'
import {
  type AnsweredCall,
  answererOf,
  type Call,
  type Held,
  isCaller,
  isOfCallee,
  isParty,
  type RingingCall,
} from './call.ts'

/**
 * The call as this device may see it, or null where it is none of its business. A device of the callee that did not
 * take an answered call sees it as over, and so does every device of a callee for whom it rings no more.
 *
 * @param ticketOf what the two devices of an answered call are given
 */
export function viewFor(
  call: Call,
  device: DeviceRef,
  ticketOf: (call: AnsweredCall) => string = () => '',
): CallView | null {
  if (!isCaller(call, device) && !isOfCallee(call, device)) return null
  const { callId, kind, media, rev, caller, callee } = call
  const known = { callId, kind, media, rev, caller, callee }
  if (answererOf(call) !== null && !isParty(call, device)) {
    return { ...known, state: 'ended', reason: 'answeredElsewhere' }
  }
  const own = isCaller(call, device)
  switch (call.state) {
    case 'ringing':
      if (call.held !== null && !own) return { ...known, state: 'ended', reason: endOfHeld(call.held) }
      return { ...known, state: 'ringing', ringing: [...call.ringing], expiresAt: call.expiresAt }
    case 'answered':
      return {
        ...{ ...known, state: 'answered', answeredBy: call.answeredBy, ticket: ticketOf(call) },
        ...nameOf(call, own ? 'callee' : 'caller'),
      }
    case 'ended':
      return { ...known, state: 'ended', reason: call.held === 'blocked' && !own ? 'blocked' : call.reason }
  }
}

/** What this side calls itself, for the other's view. */
function nameOf({ meeting }: AnsweredCall, side: 'caller' | 'callee'): { name?: DisplayName } {
  const name = meeting?.names[side] ?? null
  return name === null ? {} : { name }
}

/** As what the callee's devices see the end of a call that goes on for the caller. */
export function endOfHeld(held: Held): EndReason {
  return held === 'blocked' ? 'blocked' : 'cancelled'
}

/** What a device of the callee needs to ring. */
export function invitationTo({ callId, kind, media, caller, identity, expiresAt }: RingingCall): Invitation {
  return { callId, kind, media, caller, identity, expiresAt }
}

/** The trace a call leaves with somebody who did not take it. */
export function missedOf({ callId, caller, media, placedAt }: Call): MissedCall {
  return { callId, caller: caller.userId, media, at: placedAt }
}
