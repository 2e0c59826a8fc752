import type { CallState, Idle, InCall, Screening } from '@parley/call'
import { type DeviceRef, limits, sameDevice, sameUser, type UserId } from '@parley/protocol'
import { answererOf, type Call } from '@parley/server/calls'
import type { Deeds } from './deeds.ts'
import type { Truth } from './truth.ts'

export interface Mover {
  device: DeviceRef
  /** By the world's clock, in milliseconds. */
  now: number
  /** By the clock of the page, in milliseconds. */
  own: number
  /** Turns a time of the server's process into the world's. */
  worldTime(at: number): number
  screenOf(caller: UserId): Screening
  /** True if this page was in the call before and left it. */
  knew(callId: string): boolean
  /** True if this call rings on the page now. */
  rings(callId: string): boolean
}

/** Checks one change of a page's call. Returns the violations. */
export function checkMove(mover: Mover, before: CallState, after: CallState, deeds: Deeds, truth: Truth): string[] {
  const { device } = mover
  if (after.status === 'IDLE') return checkEnd(mover, before, after, truth)
  const { callId } = after
  const anew = before.status === 'IDLE' || before.callId !== callId
  const problems: string[] = []
  if (anew && mover.knew(callId)) problems.push(`5: ${device.deviceId} re-enters ${callId}`)
  const dialler = deeds.diallerOf(callId)
  switch (after.status) {
    case 'OUTGOING':
      return dialler?.device.deviceId === device.deviceId ? problems : [...problems, '3: OUTGOING, and nobody dialled']
    case 'INCOMING':
      if (!dialler || !sameUser(dialler.callee, device.userId)) problems.push('7: rings for somebody else')
      if (before.status !== 'IDLE' && anew && mover.rings(before.callId))
        problems.push('7: takes the place of a call that rings')
      // One that rang beside another call was judged when it came.
      if (before.status === 'IDLE' && mover.screenOf(after.peer) !== 'ring')
        problems.push('7: rings though the caller is screened')
      return problems
    case 'IN_CALL': {
      if (before.status === 'IDLE') return [...problems, ...checkResumed(mover, callId, deeds)]
      if (before.status === 'IN_CALL' && !anew) return checkRenewed(device, before, after, truth)
      const crossing = before.status === 'OUTGOING' && before.kind === 'direct' && sameUser(before.peer, after.peer)
      const consent = crossing || deeds.hasAccepted(callId, device)
      // The server's ticket confirms the answer, or the other device's person has accepted.
      const taken = after.role === 'responder' || after.ticket !== null || deeds.hasAccepted(callId, after.device)
      if (!taken) problems.push(`3: ${device.deviceId} talks to a device where nobody accepted`)
      if (!consent) problems.push(`3: ${device.deviceId} is in ${callId}, and nobody dialled or accepted there`)
      if (crossing && before.media === 'voice' && after.media === 'video')
        problems.push('9: video, and voice was dialled')
      if (before.status === 'INCOMING' && !anew && before.media === 'voice' && after.media === 'video') {
        problems.push('9: video in a voice call')
      }
      if (sameUser(after.device.userId, device.userId)) problems.push('1: a call with oneself')
      const call = truth.callOf(callId)
      const known = call && (sameUser(call.caller.userId, after.peer) || sameUser(call.callee, after.peer))
      if (call && !known) problems.push('1: a call with somebody who is not in it')
      return problems
    }
  }
}

/** Checks that a page resumes only a call that an earlier page of the device was in, and that had not ended there. */
function checkResumed({ device }: Mover, callId: string, deeds: Deeds): string[] {
  if (!deeds.hasEntered(callId, device)) return [`3: ${device.deviceId} resumes ${callId}, and was never in it`]
  return deeds.hasQuit(callId, device) ? [`5: ${device.deviceId} resumes ${callId}, which was over for it`] : []
}

/**
 * Checks a change within one call: only the ticket and the connection may change, and the connection only to a later
 * one. A caller that believed the first device to answer may once learn from the server that another device was first;
 * it then begins a new connection.
 */
function checkRenewed({ deviceId }: DeviceRef, before: InCall, after: InCall, truth: Truth): string[] {
  const call = truth.callOf(after.callId)
  const decided = before.role === 'initiator' && before.ticket === null && after.ticket !== null
  const isTold = decided && before.attempt < after.attempt && isAnswerer(call, after.device)
  const device = sameDevice(before.device, after.device) || isTold
  const media = before.media === after.media || (isTold && after.media === 'voice')
  if (!device || !media || before.role !== after.role)
    return [`2: ${deviceId} goes on in ${after.callId} with another device or as another side`]
  return after.attempt < before.attempt ? [`6: ${deviceId} goes back to connection ${after.attempt}`] : []
}

/** True if the device answered the call, or the server does not know who did. */
const isAnswerer = (call: Call | null, device: DeviceRef): boolean => {
  const answerer = call && answererOf(call)
  return !answerer || sameDevice(answerer, device)
}

/** Checks that a call ends as `timeout` only after the server's deadline or the device's own. */
function checkEnd(
  { device, now, own, worldTime }: Mover,
  before: CallState,
  { lastEnd }: Idle,
  truth: Truth,
): string[] {
  if (before.status === 'IDLE' || lastEnd?.reason !== 'timeout') return []
  const call = truth.callOf(lastEnd.callId)
  const early = call?.state === 'ringing' && now < worldTime(call.expiresAt) && own < before.since + limits.RING_MS
  if (!early || truth.isForgotten(call.callId)) return []
  return [`12: ${device.deviceId} gives up on ${call.callId} before its deadline`]
}
