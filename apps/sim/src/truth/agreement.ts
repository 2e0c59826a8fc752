import type { CallState } from '@parley/call'
import { type DeviceRef, sameDevice } from '@parley/protocol'
import { type Call, isOfCallee, isParty, isTold, silencedOf } from '@parley/server/calls'
import type { Device } from '../device/device.ts'
import type { Truth } from './truth.ts'

/**
 * Compares a connected device's call with the server's. Returns the difference; null if there is none that the device
 * should know of.
 */
export function disagreement(device: Device, call: CallState, truth: Truth): string | null {
  const { ref } = device
  const [, ...others] = device.page?.ringing() ?? []
  for (const { callId } of call.status === 'INCOMING' ? others : (device.page?.ringing() ?? [])) {
    const known = truth.callOf(callId)
    if (!truth.isForgotten(callId) && !(known && ringsOn(known, ref)))
      return `${callId} rings at ${ref.deviceId} beside another, the server says ${known ? known.state : 'nothing of it'}`
  }
  if (call.status === 'IDLE') return idleDisagreement(device, truth)
  const { callId, status } = call
  const known = truth.callOf(callId)
  const differs = () =>
    `${ref.deviceId} is ${status} in ${callId}, the server says ${known ? known.state : 'nothing of it'}`
  switch (status) {
    case 'OUTGOING':
      return known?.state === 'ringing' && sameDevice(known.caller, ref) ? null : differs()
    case 'INCOMING':
      if (truth.isForgotten(callId)) return null
      return known && ringsOn(known, ref) ? null : differs()
    case 'IN_CALL':
      if (truth.isForgotten(callId)) return null
      // The other device told the caller of its accept directly, and the server has yet to receive it.
      if (known?.state === 'ringing' && sameDevice(known.caller, ref) && call.ticket === null) return null
      return known?.state === 'answered' && isParty(known, ref) && isParty(known, call.device) ? null : differs()
  }
}

function ringsOn(call: Call, device: DeviceRef): boolean {
  if (call.state !== 'ringing' || silencedOf(call) !== null || !isOfCallee(call, device)) return false
  if (!isTold(call, device)) return false
  return !call.ignoredBy.some((other) => sameDevice(other, device))
}

function idleDisagreement({ ref, screenOf }: Device, truth: Truth): string | null {
  for (const call of truth.live.values()) {
    if (truth.isForgotten(call.callId)) continue
    if (isParty(call, ref)) return `${ref.deviceId} is IDLE, the server has it in ${call.callId}`
    const should = ringsOn(call, ref) && screenOf(call.caller.userId) === 'ring'
    if (should) return `${ref.deviceId} is IDLE, and ${call.callId} should ring there`
  }
  return null
}
