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
  isTold,
  type LiveCall,
  type RingingCall,
  silencedOf,
} from './call.ts'

/** A step of a call. Returns the call after it, or the same reference if the step is not legal. */
export type Transition = (call: Call) => Call

/** Why a device ends a call it is in. */
export type HangUpReason = Payload<ClientContract, 'endCall'>['reason']

/** The data a call begins with. Times in milliseconds. */
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

/** Creates a ringing call that no device has confirmed yet. */
export function place({ callId, kind, media, caller, identity, callee, at, ringMs }: Placement): RingingCall {
  // Fields are listed here and below because a spread of two objects takes V8 several times as long.
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
    onlyAt: null,
    placedAt: at,
    expiresAt: at + ringMs,
  }
}

/** A device that waits at a call link or in the match queue. */
export interface Waiter {
  /** The ID of its wait, chosen by the device. */
  readonly callId: CallId
  readonly device: DeviceRef
  readonly media: CallMedia
  /** The display name it chose; null if it gave none. */
  readonly name: DisplayName | null
}

/** Orders two devices by deviceId, then by user ID, so that the order of arrival does not matter. */
function isBefore(one: DeviceRef, other: DeviceRef): boolean {
  if (one.deviceId !== other.deviceId) return one.deviceId < other.deviceId
  return userKey(one.userId) < userKey(other.userId)
}

/**
 * Creates the call of two waiters, which begins answered. It is a video call if either has chosen video: each device
 * decides by itself what it sends.
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

/** True if the call rings for this device's user, is not silenced, and is told to this device. */
function ringsFor(call: Call, device: DeviceRef): call is RingingCall {
  return call.state === 'ringing' && call.silenced === null && isOfCallee(call, device) && isTold(call, device)
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
    onlyAt: call.state === 'ringing' ? call.onlyAt : null,
    placedAt,
    endedAt: at,
  }
}

/**
 * Records that a device of the callee rings. With `warm` the caller may preconnect to it; a later confirmation without
 * `warm` does not withdraw that. With `engaged` its person is in another call; a later confirmation without it says that
 * they no longer are.
 */
export function confirmRinging(
  call: Call,
  device: DeviceRef,
  { warm = false, engaged = false }: { warm?: boolean | undefined; engaged?: boolean | undefined } = {},
): Call {
  if (!ringsFor(call, device)) return call
  const known = call.ringing.find((other) => sameDevice(other, device))
  // Its page before a reload may have ignored the call.
  const ignoredBy = call.ignoredBy.filter((other) => !sameDevice(other, device))
  const isSame = known && (known.warm === true || !warm) && (known.engaged === true) === engaged
  if (isSame && ignoredBy.length === call.ignoredBy.length) return call
  const others = call.ringing.filter((other) => other !== known)
  const { userId, deviceId } = device
  const next = { userId, deviceId, ...((warm || known?.warm) && { warm: true }), ...(engaged && { engaged }) }
  return { ...call, rev: call.rev + 1, ringing: [...others, next], ignoredBy }
}

/**
 * The callee is in another call, on this device: the call is told to it alone. Null: the callee is free, and the call
 * rings on all devices. `rev` grows, so that devices tell an invitation from before from one that comes after.
 */
export function confine(call: Call, onlyAt: DeviceRef | null): Call {
  if (call.state !== 'ringing' || call.silenced !== null) return call
  if (onlyAt === null) return call.onlyAt === null ? call : { ...call, rev: call.rev + 1, onlyAt }
  if (call.onlyAt !== null && sameDevice(call.onlyAt, onlyAt)) return call
  const ringing = call.ringing.filter((device) => sameDevice(device, onlyAt))
  return { ...call, rev: call.rev + 1, onlyAt, ringing }
}

/** Ends a ringing call as busy: the device in the callee's other call is gone, or has not said that this one rings beside it. */
export function busyUnlessEngaged(call: Call, isThere: boolean, at: number): Call {
  if (call.state !== 'ringing' || call.onlyAt === null || call.silenced !== null) return call
  const { onlyAt } = call
  const rings = call.ringing.some((device) => sameDevice(device, onlyAt) && device.engaged === true)
  return isThere && rings ? call : end(call, 'busy', at)
}

/**
 * A device of the callee answers a ringing call. Past `expiresAt` the call ends as timed out, even if its timer has not
 * fired yet. A silenced call can be answered only by a crossing call.
 *
 * @param crossing the callee's own call to the caller, if that is the answer; video only if both asked for it
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

/**
 * The callee declines a ringing call on any of its devices. Never ends an answered call. `blocked` is as `busy` to the
 * caller, and to the callee's devices as if the call had never been.
 */
export function decline(
  call: Call,
  device: DeviceRef,
  at: number,
  reason: 'declined' | 'busy' | 'blocked' = 'declined',
): Call {
  if (call.state !== 'ringing' || call.silenced !== null || !isOfCallee(call, device)) return call
  // The person's own word counts from any device; that they are busy, from the device where the call rings.
  if (reason !== 'declined' && !isTold(call, device)) return call
  if (reason === 'blocked') return end({ ...call, silenced: 'blocked' }, 'busy', at)
  return end(call, reason, at)
}

/** The callee ignores the call on this device, or everywhere. `rev` stays, because the caller must not notice. */
export function ignore(call: Call, device: DeviceRef, everywhere: boolean): Call {
  if (call.state !== 'ringing' || !isOfCallee(call, device) || call.silenced === 'blocked') return call
  if (everywhere) return { ...call, silenced: 'blocked' }
  const known = call.silenced !== null || call.ignoredBy.some((other) => sameDevice(other, device))
  return known ? call : { ...call, ignoredBy: [...call.ignoredBy, device] }
}

/**
 * Silences a ringing call if every connected or ringing device of the callee has ignored it. Rings on if no device is
 * connected, because one may come; a ringing device that lost its connection counts too, because it may come back.
 *
 * @param online the callee's connected devices
 */
export function silenceIfIgnored(call: Call, online: readonly DeviceId[]): Call {
  if (call.state !== 'ringing' || call.silenced !== null || online.length === 0) return call
  const waiting = call.onlyAt ? [call.onlyAt.deviceId] : [...online, ...call.ringing.map(({ deviceId }) => deviceId)]
  const ignored = waiting.every((deviceId) => call.ignoredBy.some((device) => device.deviceId === deviceId))
  return ignored ? { ...call, silenced: 'ignored' } : call
}

/** Silences a ringing call because too many ring for its callee. For the caller it rings on. */
export function silence(call: Call): Call {
  return call.state === 'ringing' && call.silenced === null ? { ...call, silenced: 'ignored' } : call
}

/** One of the call's two devices ends it. Before the answer only the caller's can, and the reason is `cancelled`. */
export function hangUp(call: Call, device: DeviceRef, reason: HangUpReason, at: number): Call {
  if (call.state === 'ended' || !isParty(call, device)) return call
  return end(call, call.state === 'ringing' ? 'cancelled' : reason, at)
}

/** Ends the call as lost, because one of its devices no longer knows of it. */
export function abandon(call: Call, device: DeviceRef, at: number): Call {
  return hangUp(call, device, 'lost', at)
}

/** Ends a ringing call whose deadline has passed. */
export function expire(call: Call, at: number): Call {
  return call.state === 'ringing' && at >= call.expiresAt ? end(call, 'timeout', at) : call
}

/** Ends a ringing call because the callee is offline. */
export function withdraw(call: Call, at: number): Call {
  return call.state === 'ringing' ? end(call, 'offline', at) : call
}

/** A device did not reconnect while the call rang: the caller's cancels the call, the callee's no longer rings. */
export function forgetDevice(call: Call, device: DeviceRef, at: number): Call {
  if (call.state !== 'ringing') return call
  if (isCaller(call, device)) return end(call, 'cancelled', at)
  const ringing = call.ringing.filter((other) => !sameDevice(other, device))
  return ringing.length === call.ringing.length ? call : { ...call, rev: call.rev + 1, ringing }
}
