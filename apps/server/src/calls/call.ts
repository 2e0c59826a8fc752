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

/** How two waiters were brought into one call. */
export interface Meeting {
  /** The hash of their call link (see `hashOfLink`); null for a match. */
  readonly link: string | null
  /** The display names the two chose; null for a device that gave none. */
  readonly names: { readonly caller: DisplayName | null; readonly callee: DisplayName | null }
}

interface Known {
  readonly callId: CallId
  readonly kind: CallKind
  /** The most that either side may send at the start. */
  readonly media: CallMedia
  /** Grows with every change, except those the caller must not notice. */
  readonly rev: number
  readonly caller: DeviceRef
  readonly callee: UserId
  /** The ID of the callee's own call or wait that became the answer to this one. The call is found by this ID too. */
  readonly crossedBy: CallId | null
  /** Null for a call by ID. */
  readonly meeting: Meeting | null
  /** By this process's monotonic clock, as all times here: `view.ts` and `tickets.ts` turn them into what others can read. */
  readonly placedAt: number
}

/**
 * Why a call still rings for the caller, but on no device of the callee: all connected devices of the callee have
 * ignored it, or the callee has blocked the caller. The callee counts as free; the caller is not told.
 */
export type Silenced = 'ignored' | 'blocked'

/** A call that nobody has answered yet. */
export interface RingingCall extends Known {
  readonly state: 'ringing'
  /** The identity that the caller's device sent when it placed the call. */
  readonly identity: Identity
  /** The callee's devices that have confirmed that they ring. */
  readonly ringing: readonly RingingDevice[]
  /** The callee's devices that have ignored the call. */
  readonly ignoredBy: readonly DeviceRef[]
  readonly silenced: Silenced | null
  /**
   * The callee's device that alone knows of this call, because the callee is in another call there; null while the callee
   * is in none.
   */
  readonly onlyAt: DeviceRef | null
  readonly expiresAt: number
}

/** A call between two devices. */
export interface AnsweredCall extends Known {
  readonly state: 'answered'
  readonly answeredBy: DeviceRef
  readonly answeredAt: number
}

/** A call that is over. */
export interface EndedCall extends Known {
  readonly state: 'ended'
  readonly reason: EndReason
  /** The device that answered, and when; null if none did. */
  readonly answer: { readonly by: DeviceRef; readonly at: number } | null
  /** Why the call was silenced when it ended; null if it was not. */
  readonly silenced: Silenced | null
  /** The device that alone knew of the call when it ended unanswered; null if all devices of the callee did. */
  readonly onlyAt: DeviceRef | null
  readonly endedAt: number
}

/** A call that rings or is answered. */
export type LiveCall = RingingCall | AnsweredCall

/** The server's record of a call. Never sent as it is; devices get `viewFor` of it. */
export type Call = LiveCall | EndedCall

/** The device by which this user is in the call; null if the call only rings for them. */
export function deviceIn(call: LiveCall, userId: UserId): DeviceRef | null {
  if (sameUser(call.caller.userId, userId)) return call.caller
  return call.state === 'answered' && sameUser(call.callee, userId) ? call.answeredBy : null
}

/** True if a ringing call is told to this device of the callee: to all of them, or to the one in another call. */
export const isTold = ({ onlyAt }: RingingCall, device: DeviceRef): boolean =>
  onlyAt === null || sameDevice(onlyAt, device)

/** True if this device placed the call. */
export const isCaller = (call: Call, device: DeviceRef): boolean => sameDevice(call.caller, device)

/** True if this device belongs to the callee. */
export const isOfCallee = (call: Call, device: DeviceRef): boolean => sameUser(call.callee, device.userId)

/** Why this live call is silenced; null if it is not. */
export const silencedOf = (call: LiveCall): Silenced | null => (call.state === 'ringing' ? call.silenced : null)

/** The device that answered the call; null if none did. */
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

/** True if this device placed or answered the call. */
export function isParty(call: Call, device: DeviceRef): boolean {
  const answerer = answererOf(call)
  return isCaller(call, device) || (answerer !== null && sameDevice(answerer, device))
}
