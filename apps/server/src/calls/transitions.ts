import {
  type CallId,
  type CallKind,
  type CallMedia,
  type DeviceRef,
  type EndReason,
  sameDevice,
  type UserId,
} from '@parley/protocol'
import { type Call, type EndedCall, isCaller, isOfCallee, isParty, type LiveCall, type RingingCall } from './call.ts'

/** A step of a call: the call after it, or the same reference where the step is not legal. */
export type Transition = (call: Call) => Call

/** What a call begins with. */
export interface Placement {
  callId: CallId
  kind: CallKind
  media: CallMedia
  caller: DeviceRef
  callee: UserId
  at: number
  ringMs: number
}

/** The call as it begins: placed, and nobody has said yet that it rings. */
export function place({ at, ringMs, ...known }: Placement): RingingCall {
  return { ...known, state: 'ringing', rev: 1, crossedBy: null, placedAt: at, ringing: [], expiresAt: at + ringMs }
}

function end(call: LiveCall, reason: EndReason, at: number): EndedCall {
  const { callId, kind, media, caller, callee, crossedBy, placedAt } = call
  const answer = call.state === 'answered' ? { by: call.answeredBy, at: call.answeredAt } : null
  const known = { callId, kind, media, caller, callee, crossedBy, placedAt }
  return { ...known, state: 'ended', rev: call.rev + 1, reason, answer, endedAt: at }
}

/** A device of the callee says that its person can see and hear that it rings. */
export function confirmRinging(call: Call, device: DeviceRef): Call {
  if (call.state !== 'ringing' || !isOfCallee(call, device)) return call
  if (call.ringing.some((other) => sameDevice(other, device))) return call
  return { ...call, rev: call.rev + 1, ringing: [...call.ringing, device] }
}

/**
 * A device of the callee takes the call, if none has. Past the deadline the call ends instead: the timer that says so
 * may be late, the deadline is not.
 *
 * @param crossing the callee's own call to the caller, where that is the answer: no more media than either asked for
 */
export function answer(
  call: Call,
  device: DeviceRef,
  at: number,
  crossing?: { callId: CallId; media: CallMedia },
): Call {
  if (call.state !== 'ringing' || !isOfCallee(call, device)) return call
  if (at >= call.expiresAt) return end(call, 'timeout', at)
  const { callId, kind, caller, callee, placedAt, rev } = call
  return {
    ...{ callId, kind, caller, callee, placedAt },
    state: 'answered',
    rev: rev + 1,
    media: crossing?.media === 'voice' ? 'voice' : call.media,
    crossedBy: crossing?.callId ?? null,
    answeredBy: device,
    answeredAt: at,
  }
}

/** The callee does not want it, said on any of its devices while it rings. Never ends an answered call. */
export function decline(call: Call, device: DeviceRef, at: number): Call {
  return call.state === 'ringing' && isOfCallee(call, device) ? end(call, 'declined', at) : call
}

/** One of the call's two devices ends it; before the answer that is only the caller's, and it means cancelled. */
export function hangUp(call: Call, device: DeviceRef, reason: 'hangup' | 'lost' | 'failed', at: number): Call {
  if (call.state === 'ended' || !isParty(call, device)) return call
  return end(call, call.state === 'ringing' ? 'cancelled' : reason, at)
}

/** A device that was in the call turns out not to know of it any more. */
export function abandon(call: Call, device: DeviceRef, at: number): Call {
  return hangUp(call, device, 'lost', at)
}

/** Nobody answered in time. */
export function expire(call: Call, at: number): Call {
  return call.state === 'ringing' && at >= call.expiresAt ? end(call, 'timeout', at) : call
}

/** The callee turned out not to be there. */
export function withdraw(call: Call, at: number): Call {
  return call.state === 'ringing' ? end(call, 'offline', at) : call
}

/** A device did not come back while it rang: without the caller's there is no call, without one of the callee's there is. */
export function forgetDevice(call: Call, device: DeviceRef, at: number): Call {
  if (call.state !== 'ringing') return call
  if (isCaller(call, device)) return end(call, 'cancelled', at)
  const ringing = call.ringing.filter((other) => !sameDevice(other, device))
  return ringing.length === call.ringing.length ? call : { ...call, rev: call.rev + 1, ringing }
}
