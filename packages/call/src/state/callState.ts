import type {
  CallId,
  CallKind,
  CallLink,
  CallMedia,
  DeviceRef,
  DisplayName,
  EndReason,
  Identity,
  RingingDevice,
  UserId,
} from '@parley/protocol'

/** The initiator makes the first offer; the responder is the polite peer (W3C WebRTC §10.7). */
export type CallRole = 'initiator' | 'responder'

/** How the last call on this device ended. `seconds`: the time since the answer, null if the call was never answered. */
export interface LastEnd {
  callId: CallId
  kind: CallKind
  reason: EndReason
  /** Null where nobody came to a call link or match. */
  peer: UserId | null
  /** The display name of a guest, who has no ID to be seen by. */
  name?: DisplayName
  /** The call link at which nobody came. */
  link?: CallLink
  direction: 'incoming' | 'outgoing'
  media: CallMedia
  seconds: number | null
  /** It was answered, and the two devices never reached each other: nobody heard or saw anything. */
  unconnected?: true
  /** This device ended it, because the other side sent more than it could take. */
  flooded?: true
  /** Milliseconds since the epoch. */
  at: number
}

/** No call. */
export interface Idle {
  status: 'IDLE'
  lastEnd: LastEnd | null
}

/** This device calls somebody by ID. */
export interface Dialling {
  status: 'OUTGOING'
  callId: CallId
  kind: 'direct'
  peer: UserId
  media: CallMedia
  /** Devices of the callee that confirmed that they ring. The screen says "Calling…" while it is empty, "Ringing…" after. */
  ringing: RingingDevice[]
  /** The revision of the call that `ringing` is of, once a device rings. */
  rev?: number
  /** Whether this side may connect to devices that ring: the person called is known. Nothing is heard or seen before the answer. */
  preconnect?: boolean
  /** By the page's monotonic clock, to count from. */
  since: number
}

/** This device waits at a call link until somebody else opens it. */
export interface AtLink {
  status: 'OUTGOING'
  callId: CallId
  kind: 'link'
  link: CallLink
  /** The display name of a guest; null for somebody with an ID. */
  name: DisplayName | null
  media: CallMedia
  /** By the page's monotonic clock, to count from. */
  since: number
}

/** This device waits in the match queue. */
export interface InQueue {
  status: 'OUTGOING'
  callId: CallId
  kind: 'match'
  media: CallMedia
  /** The length of the queue, this device included; null until the server has sent it. */
  waiting: number | null
  /** By the page's monotonic clock, to count from. */
  since: number
}

/** An outgoing call whose other side is not known yet. */
export type Waiting = AtLink | InQueue

/** An outgoing call that the server knows. */
export type Outgoing = Dialling | Waiting

/** The two exchange codes by hand; the server knows nothing of the call. */
export interface Exchanging {
  status: 'OUTGOING'
  callId: CallId
  kind: 'code'
  /** The name the other side gives itself. */
  peer: UserId
  /** A stand-in for the other device, which is known by its code alone. */
  device: DeviceRef
  role: CallRole
  media: CallMedia
  /** By the page's monotonic clock, to count from. */
  since: number
}

/** A call rings on this device. */
export interface Incoming {
  status: 'INCOMING'
  callId: CallId
  kind: CallKind
  peer: UserId
  device: DeviceRef
  /** The identity the caller's device claims; the client verifies it. */
  identity: Identity
  media: CallMedia
  /** The revision of the call when this device was invited. */
  rev: number
  /** The caller is a contact. */
  contact?: true
  /** The person has silenced its tone on this device. */
  quiet?: true
  /** Whether the caller may connect to this device while it rings: the caller is known. */
  preconnect?: boolean
  /** By the page's monotonic clock, to count from. */
  since: number
}

/** This device is in an answered call. */
export interface InCall {
  status: 'IN_CALL'
  callId: CallId
  kind: CallKind
  peer: UserId
  /** The display name a guest chose. */
  name?: DisplayName
  /** The call link by which the two have met. */
  link?: CallLink
  /** The other side's device in this call. */
  device: DeviceRef
  role: CallRole
  /** The number of this connection between the two devices, from 0; each reload of either page makes the next. */
  attempt: number
  /** What this side sends at the start. */
  media: CallMedia
  /** The time of the answer by the page's monotonic clock, to count from; negative if an earlier page answered. */
  since: number
  /** A restarted server adopts the call by this ticket; null until the server has issued it. */
  ticket: string | null
  /** The two devices have reached each other at least once; see `mediaConnected`. */
  connected?: true
}

/** The call of this device: each status with exactly its own fields. */
export type CallState = Idle | Outgoing | Exchanging | Incoming | InCall

/** The most calls that ring beside the current one. */
export const MAX_OTHERS = 4

/** The state of the call slice. */
export interface CallSliceState {
  current: CallState
  /** The calls that ring beside the current one, the oldest first, at most `MAX_OTHERS`; none while it is IDLE. */
  others: Incoming[]
  /** How the calls ended that the latest end was of, for the history: one may end while another rings on. */
  over: LastEnd[]
  /** Calls that are over for this device, newest last. No event re-enters one. */
  ended: CallId[]
  /**
   * Calls that rang here until this person went into another one, on another device, newest last. An invitation of a later
   * revision lets one ring again.
   */
  resting: { callId: CallId; rev: number }[]
  /** After glare: this side's call became the other side's call `into`. A press on the old screen means `into`. */
  crossed?: { callId: CallId; into: CallId }
}

/** The direction of a call, for words and history. */
export const directionOf = (call: Exclude<CallState, Idle>): LastEnd['direction'] => {
  if ('role' in call) return call.role === 'initiator' ? 'outgoing' : 'incoming'
  return call.status === 'OUTGOING' ? 'outgoing' : 'incoming'
}

/** What an end says about an answered call whose two sides never heard each other. Codes are answered by connecting. */
export const connectionOf = ({ kind, connected }: InCall): Pick<LastEnd, 'unconnected'> =>
  connected || kind === 'code' ? {} : { unconnected: true }

/** True if this device waits for somebody it does not know. */
export const isWaiting = (call: CallState): call is Waiting =>
  call.status === 'OUTGOING' && (call.kind === 'link' || call.kind === 'match')

/**
 * True if the server knows that this person is in a call on this device: calls to them are told to this device alone, and
 * strangers hear that the person is busy.
 */
export const isEngaged = (call: CallState): boolean =>
  (call.status === 'IN_CALL' && call.kind !== 'code') || (call.status === 'OUTGOING' && call.kind === 'direct')

/** The calls that ring on this device: the current one first, then those beside it. */
export const allRinging = ({ current, others }: CallSliceState): readonly Incoming[] =>
  current.status === 'INCOMING' ? [current, ...others] : others

/** The call of this ID that rings on this device, before or beside another; null if there is none. */
export const ringingHere = (calls: CallSliceState, callId: CallId): Incoming | null =>
  allRinging(calls).find((call) => call.callId === callId) ?? null

/** The other side's ID; null without a call, and while nobody has come. */
export const peerOf = (call: CallState): UserId | null => (call.status === 'IDLE' || isWaiting(call) ? null : call.peer)
