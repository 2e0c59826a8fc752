import {
  type CallId,
  type CallKind,
  type CallMedia,
  type DeviceRef,
  type DisplayName,
  type EndReason,
  type Identity,
  type RingingDevice,
  sameDevice,
  sameUser,
  type UserId,
} from '@parley/protocol'

/** How two who waited came to be in one call. */
export interface Meeting {
  /** The call link at which they met, as the server knows it (see `hashOfLink`); null for a match. */
  readonly link: string | null
  /** What each calls itself, where it has no ID of its own. */
  readonly names: { readonly caller: DisplayName | null; readonly callee: DisplayName | null }
}

interface Known {
  readonly callId: CallId
  readonly kind: CallKind
  /** The most that either side may send at the start. */
  readonly media: CallMedia
  /** Grows with every change but those that the caller must not learn of. */
  readonly rev: number
  readonly caller: DeviceRef
  readonly callee: UserId
  /** The callee's own call, or wait, that crossed this one and became its answer; it names this call too. */
  readonly crossedBy: CallId | null
  /** Null for a call by ID. */
  readonly meeting: Meeting | null
  /** Milliseconds on the server's clock, as all times here. */
  readonly placedAt: number
}

/**
 * Why a call that rings for the caller rings for nobody: all devices of the callee that are there have ignored it, or
 * the callee will not be called by this person at all. The callee is free for others; the caller learns nothing of it.
 */
export type Silenced = 'ignored' | 'blocked'

export interface RingingCall extends Known {
  readonly state: 'ringing'
  /** Who the caller's device said it is when it placed the call. */
  readonly identity: Identity
  /** The callee's devices that have said that they ring. */
  readonly ringing: readonly RingingDevice[]
  /** The callee's devices on which it shall not ring. */
  readonly ignoredBy: readonly DeviceRef[]
  readonly silenced: Silenced | null
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
  /** How it was for the callee when it ended. */
  readonly silenced: Silenced | null
  readonly endedAt: number
}

export type LiveCall = RingingCall | AnsweredCall

/** The server's record of a call: what is true of it. Never sent as it is; see `viewFor`. */
export type Call = LiveCall | EndedCall

/** Whether this device placed the call. */
export const isCaller = (call: Call, device: DeviceRef): boolean => sameDevice(call.caller, device)

/** Whether this is a device of the person called, whether it rings or not. */
export const isOfCallee = (call: Call, device: DeviceRef): boolean => sameUser(call.callee, device.userId)

/** Why this live call rings for nobody, if so. */
export const silencedOf = (call: LiveCall): Silenced | null => (call.state === 'ringing' ? call.silenced : null)

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
