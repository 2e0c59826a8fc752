import {
  type CallId,
  type CallKind,
  type CallMedia,
  type DeviceRef,
  type EndReason,
  sameDevice,
  sameUser,
  type UserId,
} from '@parley/protocol'

interface Known {
  readonly callId: CallId
  readonly kind: CallKind
  /** The most that either side may send at the start. */
  readonly media: CallMedia
  /** Grows with every change. */
  readonly rev: number
  readonly caller: DeviceRef
  readonly callee: UserId
  /** The callee's own call to the caller that crossed this one and became its answer; it names this call too. */
  readonly crossedBy: CallId | null
  /** Milliseconds on the server's clock, as all times here. */
  readonly placedAt: number
}

export interface RingingCall extends Known {
  readonly state: 'ringing'
  /** The callee's devices that have said that they ring. */
  readonly ringing: readonly DeviceRef[]
  readonly expiresAt: number
}

export interface AnsweredCall extends Known {
  readonly state: 'answered'
  readonly answeredBy: DeviceRef
  readonly answeredAt: number
}

export interface EndedCall extends Known {
  readonly state: 'ended'
  readonly reason: EndReason
  /** Null if nobody ever answered. */
  readonly answer: { readonly by: DeviceRef; readonly at: number } | null
  readonly endedAt: number
}

export type LiveCall = RingingCall | AnsweredCall

/** The server's record of a call: what is true of it. Never sent as it is; see `viewFor`. */
export type Call = LiveCall | EndedCall

/** Whether this device placed the call. */
export const isCaller = (call: Call, device: DeviceRef): boolean => sameDevice(call.caller, device)

/** Whether this is a device of the person called, whether it rings or not. */
export const isOfCallee = (call: Call, device: DeviceRef): boolean => sameUser(call.callee, device.userId)

/** The device that took the call, if one did. */
export function answererOf(call: Call): DeviceRef | null {
  switch (call.state) {
    case 'ringing':
      return null
    case 'answered':
      return call.answeredBy
    case 'ended':
      return call.answer?.by ?? null
  }
}

/** Whether this is one of the call's two devices: the one that placed it or the one that took it. */
export function isParty(call: Call, device: DeviceRef): boolean {
  const answerer = answererOf(call)
  return isCaller(call, device) || (answerer !== null && sameDevice(answerer, device))
}
