import type { CallView, DeviceRef, Invitation, MissedCall } from '@parley/protocol'
import { answererOf, type Call, isCaller, isOfCallee, isParty, type RingingCall } from './call.ts'

/**
 * The call as this device may see it, or null where it is none of its business. A device of the callee that did not
 * take an answered call sees it as over.
 */
export function viewFor(call: Call, device: DeviceRef): CallView | null {
  if (!isCaller(call, device) && !isOfCallee(call, device)) return null
  const { callId, kind, media, rev, caller, callee } = call
  const known = { callId, kind, media, rev, caller, callee }
  if (answererOf(call) !== null && !isParty(call, device)) {
    return { ...known, state: 'ended', reason: 'answeredElsewhere' }
  }
  switch (call.state) {
    case 'ringing':
      return { ...known, state: 'ringing', ringing: [...call.ringing], expiresAt: call.expiresAt }
    case 'answered':
      return { ...known, state: 'answered', answeredBy: call.answeredBy }
    case 'ended':
      return { ...known, state: 'ended', reason: call.reason }
  }
}

/** What a device of the callee needs to ring. */
export function invitationTo({ callId, kind, media, caller, expiresAt }: RingingCall): Invitation {
  return { callId, kind, media, caller, expiresAt }
}

/** The trace a call leaves with somebody who did not take it. */
export function missedOf({ callId, caller, media, placedAt }: Call): MissedCall {
  return { callId, caller: caller.userId, media, at: placedAt }
}
