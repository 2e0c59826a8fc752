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

/** How the last call on this device ended. `seconds`: how long it was talked, null if it was never answered. */
export interface LastEnd {
  callId: CallId
  kind: CallKind
  reason: EndReason
  /** Null if nobody came. */
  peer: UserId | null
  /** What a guest called themselves. */
  name?: DisplayName
  /** The call link at which nobody came. */
  link?: CallLink
  direction: 'incoming' | 'outgoing'
  media: CallMedia
  seconds: number | null
  /** Milliseconds since the epoch. */
  at: number
}

export interface Idle {
  status: 'IDLE'
  lastEnd: LastEnd | null
}

/** Somebody is called by their ID. */
export interface Dialling {
  status: 'OUTGOING'
  callId: CallId
  kind: 'direct'
  peer: UserId
  media: CallMedia
  /** Devices of theirs that have said that they ring: "Calling…" while empty, "Ringing…" after. */
  ringing: RingingDevice[]
  /** Whether this side may connect to devices that ring: the person called is known. Nothing is heard or seen before the answer. */
  warm?: boolean
  /** Milliseconds since the epoch. */
  since: number
}

/** At a call link, until somebody else comes. */
export interface AtLink {
  status: 'OUTGOING'
  callId: CallId
  kind: 'link'
  link: CallLink
  /** What a guest is called. */
  name: DisplayName | null
  media: CallMedia
  /** Milliseconds since the epoch. */
  since: number
}

/** Ready to meet whoever else is. */
export interface InQueue {
  status: 'OUTGOING'
  callId: CallId
  kind: 'match'
  media: CallMedia
  /** How many wait, this device among them; null until the server has said so. */
  waiting: number | null
  /** Milliseconds since the epoch. */
  since: number
}

/** Waits for somebody who is not known yet. */
export type Waiting = AtLink | InQueue

/** This side has begun, and nobody is there yet. */
export type Outgoing = Dialling | Waiting

/** The two hand each other codes; no server knows of it. */
export interface Exchanging {
  status: 'OUTGOING'
  callId: CallId
  kind: 'code'
  /** Whatever the other side calls itself. */
  peer: UserId
  /** Stands for the other device, which is known by its code alone. */
  device: DeviceRef
  role: CallRole
  media: CallMedia
  /** Milliseconds since the epoch. */
  since: number
}

export interface Incoming {
  status: 'INCOMING'
  callId: CallId
  kind: CallKind
  peer: UserId
  device: DeviceRef
  /** Who the caller's device says it is; not checked here. */
  identity: Identity
  media: CallMedia
  /** Whether the caller may connect to this device while it rings: the caller is known. */
  warm?: boolean
  /** Milliseconds since the epoch. */
  since: number
}

export interface InCall {
  status: 'IN_CALL'
  callId: CallId
  kind: CallKind
  peer: UserId
  /** What a guest, who has no ID to be seen by, is called: their own word for it. */
  name?: DisplayName
  /** The call link by which the two have met. */
  link?: CallLink
  /** The one device of theirs that is in this call. */
  device: DeviceRef
  role: CallRole
  /** Which connection of the two devices in this call it is, from 0: each reload of either page makes another. */
  attempt: number
  /** What this side sends at the start. */
  media: CallMedia
  /** When it was answered, milliseconds since the epoch. */
  since: number
  /** What a server that has forgotten this call takes it up again by; null until this device has been given it. */
  ticket: string | null
}

/** The call of this device: each status with exactly its own fields. */
export type CallState = Idle | Outgoing | Exchanging | Incoming | InCall

export interface CallSliceState {
  current: CallState
  /** Calls that are over for this device, newest last; nothing re-enters one. */
  ended: CallId[]
  /** Where two had begun: this side's call went `into` the other's, which is what a press on its screen means. */
  crossed?: { callId: CallId; into: CallId }
}

/** Which way the call went, for words and history. */
export const directionOf = (call: Exclude<CallState, Idle>): LastEnd['direction'] => {
  if ('role' in call) return call.role === 'initiator' ? 'outgoing' : 'incoming'
  return call.status === 'OUTGOING' ? 'outgoing' : 'incoming'
}

/** Whether this device waits for somebody it does not know. */
export const isWaiting = (call: CallState): call is Waiting =>
  call.status === 'OUTGOING' && (call.kind === 'link' || call.kind === 'match')

/** The other side's ID; null without a call, and while nobody has come. */
export const peerOf = (call: CallState): UserId | null => (call.status === 'IDLE' || isWaiting(call) ? null : call.peer)
