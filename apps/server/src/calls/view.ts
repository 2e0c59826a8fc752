import type { CallView, DeviceRef, DisplayName, EndReason, Invitation, MissedCall } from '@parley/protocol'
import {
  type AnsweredCall,
  answererOf,
  type Call,
  isCaller,
  isOfCallee,
  isParty,
  type RingingCall,
  type Silenced,
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
  // Each field by itself: what is spread takes V8 several times as long.
  const over = (reason: EndReason): CallView => ({ callId, kind, media, rev, caller, callee, state: 'ended', reason })
  if (answererOf(call) !== null && !isParty(call, device)) return over('answeredElsewhere')
  const own = isCaller(call, device)
  switch (call.state) {
    case 'ringing': {
      if (call.silenced !== null && !own) return over(endOfSilenced(call.silenced))
      const { expiresAt } = call
      return { callId, kind, media, rev, caller, callee, state: 'ringing', ringing: [...call.ringing], expiresAt }
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

/** What this side calls itself, for the other's view. */
function nameOf({ meeting }: AnsweredCall, side: 'caller' | 'callee'): DisplayName | null {
  return meeting?.names[side] ?? null
}

/** As what the callee's devices see the end of a call that goes on for the caller. */
export function endOfSilenced(silenced: Silenced): EndReason {
  return silenced === 'blocked' ? 'blocked' : 'cancelled'
}

/** What a device of the callee needs to ring. */
export function invitationTo({ callId, kind, media, caller, identity, expiresAt }: RingingCall): Invitation {
  return { callId, kind, media, caller, identity, expiresAt }
}

/** The trace a call leaves with somebody who did not take it. */
export function missedOf({ callId, caller, media, placedAt }: Call): MissedCall {
  return { callId, caller: caller.userId, media, at: placedAt }
}
