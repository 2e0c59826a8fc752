import { type CallId, type DeviceRef, sameUser, type UserId } from '@parley/protocol'
import { answererOf, type Call, type EndedCall, silencedOf } from '@parley/server/calls'
import type { Deeds } from './deeds.ts'

/** Facts about calls and devices beside the call that changes. */
export interface Known {
  /**
   * True if nothing is promised for the call any more: a restart lost it, or the server acted on a late request for it.
   */
  isForgotten(callId: CallId): boolean
  /** True if this user has not said yet that the call goes on, which the restarted server has by the other's word alone. */
  isAwaited(callId: CallId, userId: UserId): boolean
  /** True if this user is in a call, placed or answered, but for one that awaits them. */
  isEngaged(userId: UserId): boolean
  /** True if the server has forgotten the call while its devices were away. They may show their tickets and go on. */
  isLetGo(callId: CallId): boolean
  /** When the device lost its last connection, by the clock, in milliseconds; null if it has one or never had. */
  absentSince(device: DeviceRef): number | null
  isAnyoneOnline(userId: UserId): boolean
}

interface Witness {
  /** By the world's clock. */
  now: number
  /** Turns a time of the server's process into the world's. */
  worldTime(at: number): number
  deeds: Deeds
  truth: Known
}

const ORDER = { ringing: 0, answered: 1, ended: 2 } as const

/** Checks one change of a call at the server; `before` is null for a new call. Returns the violations. */
export function checkChange(before: Call | null, after: Call, witness: Witness): string[] {
  if (!before) {
    // Only a restored call begins as answered, so the server must have lost or forgotten it.
    const { isForgotten, isLetGo } = witness.truth
    const begins = after.state === 'ringing' ? after.rev === 1 : isForgotten(after.callId) || isLetGo(after.callId)
    return begins ? [] : [`5: ${after.callId} begins as ${after.state}`]
  }
  const problems: string[] = []
  if (before.state === 'ended') problems.push(`5: ${after.callId} is ${after.state} after it ended`)
  if (ORDER[after.state] < ORDER[before.state]) problems.push(`5: ${after.callId} goes back to ${after.state}`)
  // A change that the caller must not notice keeps `rev`.
  const hidden = after.state === 'ringing' && after.rev === before.rev
  if (after.rev <= before.rev && !hidden) problems.push(`5: rev of ${after.callId} does not grow`)
  if (after.state === 'ringing') {
    const devices = new Set(after.ringing.map(({ deviceId }) => deviceId))
    if (devices.size !== after.ringing.length)
      problems.push(`7: a device is told twice of those on which ${after.callId} rings`)
  }
  const [was, is] = [answererOf(before), answererOf(after)]
  if (was && is?.deviceId !== was.deviceId)
    problems.push(`2: ${after.callId} is taken from the device that answered it`)
  if (before.state === 'ringing' && after.state === 'answered') problems.push(...checkAnswer(before, after, witness))
  if (before.state !== 'ended' && after.state === 'ended') problems.push(...checkEnd(before, after, witness))
  return problems
}

function checkAnswer(before: Call, after: Call, { now, deeds, worldTime }: Witness): string[] {
  const device = answererOf(after)
  if (!device || !sameUser(device.userId, after.callee)) return ['8: answered by somebody who was not called']
  const crossing = after.crossedBy ? deeds.diallerOf(after.crossedBy) : null
  const crossed = crossing !== null && crossing.device.deviceId === device.deviceId
  if (!crossed && !deeds.hasAccepted(after.callId, device)) return ['3: answered, and nobody accepted there']
  if (before.state === 'ringing' && now >= worldTime(before.expiresAt)) return ['12: answered after its deadline']
  return []
}

function checkEnd(before: Call, after: EndedCall, { now, deeds, truth, worldTime }: Witness): string[] {
  const { callId, caller, callee, reason, crossedBy } = after
  const isGone = (device: DeviceRef): boolean =>
    [callId, crossedBy].some((name) => name !== null && deeds.hasLeft(name, device)) ||
    truth.absentSince(device) !== null
  const callerLeft = isGone(caller)
  const wrong = (why: string) => [`8: ${callId} ends as ${reason}, but ${why}`]
  switch (reason) {
    case 'declined':
      if (before.state !== 'ringing') return wrong('it was answered')
      if (silencedOf(before)) return wrong('it did not ring')
      return deeds.someoneLeft(callId, callee) ? [] : wrong('nobody declined')
    case 'cancelled':
      if (before.state !== 'ringing') return wrong('it was answered')
      return callerLeft ? [] : wrong('its caller is there')
    case 'busy':
      return before.state === 'ringing' ? [] : wrong('it was answered')
    case 'timeout':
      return before.state === 'ringing' && now >= worldTime(before.expiresAt) ? [] : wrong('its time is not up')
    case 'offline':
      return truth.isAnyoneOnline(callee) ? wrong('its callee is there') : []
    default: {
      const answerer = answererOf(before)
      if (!answerer) return reason === 'lost' || reason === 'hangup' ? wrong('it was not answered') : []
      // Whoever went into another call after a restart has left the one that awaited them.
      const isElsewhere = (userId: UserId) => truth.isAwaited(callId, userId) && truth.isEngaged(userId)
      const parted = reason === 'lost' && [caller.userId, callee].some(isElsewhere)
      return callerLeft || isGone(answerer) || parted ? [] : wrong('both devices are there')
    }
  }
}
