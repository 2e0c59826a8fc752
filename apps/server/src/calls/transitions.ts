import {
  type CallId,
  type CallKind,
  type CallMedia,
  type ClientContract,
  type DeviceId,
  type DeviceRef,
  type DisplayName,
  type EndReason,
  type Identity,
  type Payload,
  sameDevice,
  type UserId,
  userKey,
} from '@parley/protocol'
import {
  type AnsweredCall,
  type Call,
  type EndedCall,
  isCaller,
  isOfCallee,
  isParty,
  type LiveCall,
  type RingingCall,
  silencedOf,
} from './call.ts'

/** A step of a call: the call after it, or the same reference where the step is not legal. */
export type Transition = (call: Call) => Call

/** Why a device ends a call it is in. */
export type HangUpReason = Payload<ClientContract, 'endCall'>['reason']

/** What a call begins with. */
export interface Placement {
  callId: CallId
  kind: CallKind
  media: CallMedia
  caller: DeviceRef
  identity: Identity
  callee: UserId
  at: number
  ringMs: number
}

/** The call as it begins: placed, and nobody has said yet that it rings. */
export function place({ callId, kind, media, caller, identity, callee, at, ringMs }: Placement): RingingCall {
  // Each field by itself, here and below: V8 takes several times as long for what is spread from two objects.
  return {
    callId,
    kind,
    media,
    state: 'ringing',
    rev: 1,
    caller,
    identity,
    callee,
    crossedBy: null,
    meeting: null,
    ringing: [],
    ignoredBy: [],
    silenced: null,
    placedAt: at,
    expiresAt: at + ringMs,
  }
}

/** Somebody who waits for whoever else comes. */
export interface Waiter {
  /** The device's own name for its wait. */
  readonly callId: CallId
  readonly device: DeviceRef
  readonly media: CallMedia
  /** What it calls itself, if it has no ID of its own. */
  readonly name: DisplayName | null
}

/** By which of two devices comes first, however they came: the lower deviceId, and of equal ones the lower ID. */
function isBefore(one: DeviceRef, other: DeviceRef): boolean {
  if (one.deviceId !== other.deviceId) return one.deviceId < other.deviceId
  return userKey(one.userId) < userKey(other.userId)
}

/**
 * The call of two who have waited for each other, which begins answered. Each says by itself what it sends, so the most
 * is what either has chosen.
 */
export function meet(
  { kind, link, at }: { kind: 'link' | 'match'; link: string | null; at: number },
  [one, other]: readonly [Waiter, Waiter],
): AnsweredCall {
  const [first, second] = isBefore(one.device, other.device) ? [one, other] : [other, one]
  return {
    ...{ callId: first.callId, kind, state: 'answered', rev: 1 },
    media: first.media === 'video' || second.media === 'video' ? 'video' : 'voice',
    caller: first.device,
    callee: second.device.userId,
    crossedBy: second.callId,
    meeting: { link, names: { caller: first.name, callee: second.name } },
    ...{ placedAt: at, answeredBy: second.device, answeredAt: at },
  }
}

/** Whether the call rings for the person whose device this is. */
function ringsFor(call: Call, device: DeviceRef): call is RingingCall {
  return call.state === 'ringing' && call.silenced === null && isOfCallee(call, device)
}

function end(call: LiveCall, reason: EndReason, at: number): EndedCall {
  const { callId, kind, media, caller, callee, crossedBy, meeting, placedAt } = call
  return {
    callId,
    kind,
    media,
    state: 'ended',
    rev: call.rev + 1,
    caller,
    callee,
    crossedBy,
    meeting,
    reason,
    answer: call.state === 'answered' ? { by: call.answeredBy, at: call.answeredAt } : null,
    silenced: silencedOf(call),
    placedAt,
    endedAt: at,
  }
}

/**
 * A device of the callee says that its person can see and hear that it rings, and perhaps that it may be connected to
 * meanwhile; that is not taken back.
 */
export function confirmRinging(call: Call, device: DeviceRef, warm = false): Call {
  if (!ringsFor(call, device)) return call
  const known = call.ringing.find((other) => sameDevice(other, device))
  if (known && (known.warm === true || !warm)) return call
  const others = call.ringing.filter((other) => other !== known)
  return { ...call, rev: call.rev + 1, ringing: [...others, warm ? { ...device, warm } : device] }
}

/**
 * A device of the callee takes the call, if none has. Past the deadline the call ends instead: the timer that says so
 * may be late, the deadline is not. A silenced call is answered only by one that crosses it.
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
  if (call.silenced !== null && !crossing) return call
  if (at >= call.expiresAt) return end(call, 'timeout', at)
  const { callId, kind, caller, callee, meeting, placedAt, rev } = call
  return {
    callId,
    kind,
    media: crossing?.media === 'voice' ? 'voice' : call.media,
    state: 'answered',
    rev: rev + 1,
    caller,
    callee,
    crossedBy: crossing?.callId ?? null,
    meeting,
    placedAt,
    answeredBy: device,
    answeredAt: at,
  }
}

/** The callee does not want it, said on any of its devices while it rings. Never ends an answered call. */
export function decline(call: Call, device: DeviceRef, at: number): Call {
  return ringsFor(call, device) ? end(call, 'declined', at) : call
}

/** It shall not ring on this device of the callee, or nowhere; for the caller nothing changes, `rev` included. */
export function ignore(call: Call, device: DeviceRef, everywhere: boolean): Call {
  if (call.state !== 'ringing' || !isOfCallee(call, device) || call.silenced === 'blocked') return call
  if (everywhere) return { ...call, silenced: 'blocked' }
  const known = call.silenced !== null || call.ignoredBy.some((other) => sameDevice(other, device))
  return known ? call : { ...call, ignoredBy: [...call.ignoredBy, device] }
}

/**
 * Nobody is left whom it could ring for: each device that is there has ignored it. With none there it rings on, for
 * one that may come; so it does for one that rang and may come back.
 *
 * @param online the callee's connected devices
 */
export function silenceIfIgnored(call: Call, online: readonly DeviceId[]): Call {
  if (call.state !== 'ringing' || call.silenced !== null || online.length === 0) return call
  const waiting = [...online, ...call.ringing.map(({ deviceId }) => deviceId)]
  const ignored = waiting.every((deviceId) => call.ignoredBy.some((device) => device.deviceId === deviceId))
  return ignored ? { ...call, silenced: 'ignored' } : call
}

/** Its callee has gone into another call by their own doing: for the caller it rings on. */
export function passOver(call: Call): Call {
  return call.state === 'ringing' && call.silenced === null ? { ...call, silenced: 'ignored' } : call
}

/** One of the call's two devices ends it; before the answer that is only the caller's, and it means cancelled. */
export function hangUp(call: Call, device: DeviceRef, reason: HangUpReason, at: number): Call {
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
