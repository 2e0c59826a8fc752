import type {
  CallId,
  CallLink,
  CallMedia,
  DeviceRef,
  DisplayName,
  EndReason,
  Invitation,
  RingingDevice,
  UserId,
} from '@parley/protocol'
import { createAction, createSlice, nanoid, type PayloadAction } from '@reduxjs/toolkit'
import {
  type CallState,
  directionOf,
  type Exchanging,
  type Idle,
  type InCall,
  isWaiting,
  type MediaLoss,
  type Outgoing,
  peerOf,
} from './callState.ts'

/** How many ended calls a device remembers, so that a straggling event cannot revive one. */
const TOMBSTONES = 64

export interface CallSliceState {
  current: CallState
  /** Calls that are over for this device, newest last; nothing re-enters one. */
  ended: CallId[]
}

interface OutgoingPayload {
  callId: CallId
  callee: UserId
  media: CallMedia
  at: number
}
type IncomingPayload = Pick<Invitation, 'callId' | 'kind' | 'media' | 'caller' | 'identity'> & { at: number }
interface AnsweredPayload {
  callId: CallId
  device: DeviceRef
  media: CallMedia
  ticket?: string
  /** What a guest calls themselves. */
  name?: DisplayName
  at: number
}

/** What somebody waits at or for, whoever may come. */
type WaitingFor = { kind: 'link'; link: CallLink; name: DisplayName | null } | { kind: 'match' }
type WaitingPayload = WaitingFor & { media: CallMedia; callId: CallId; at: number }

const initialState: CallSliceState = { current: { status: 'IDLE', lastEnd: null }, ended: [] }

const bury = (state: CallSliceState, callId: CallId): CallId[] => [...state.ended, callId].slice(-TOMBSTONES)

function end(state: CallSliceState, reason: EndReason, at: number): CallSliceState {
  const call = state.current
  if (call.status === 'IDLE') return state
  const seconds = call.status === 'IN_CALL' ? Math.max(0, Math.round((at - call.since) / 1000)) : null
  const { callId, kind, media } = call
  const name = call.status === 'IN_CALL' && call.name !== undefined ? { name: call.name } : {}
  const link = call.status === 'OUTGOING' && call.kind === 'link' ? { link: call.link } : {}
  const lastEnd = {
    callId,
    kind,
    reason,
    peer: peerOf(call),
    ...name,
    ...link,
    direction: directionOf(call),
    media,
    seconds,
    at,
  }
  // Who has stopped waiting need not be told so.
  const current: Idle = { status: 'IDLE', lastEnd: isWaiting(call) && reason === 'cancelled' ? null : lastEnd }
  return { current, ended: bury(state, callId) }
}

/** The call that this side's own became; who waited for nobody in particular sends what they chose, whatever the other did. */
function answered(call: Outgoing, payload: AnsweredPayload): Omit<InCall, 'callId' | 'role'> {
  const { kind } = call
  const { device, ticket = null, name, at } = payload
  const [peer, media] = isWaiting(call) ? [device.userId, call.media] : [call.peer, least(call.media, payload.media)]
  const called = name === undefined ? {} : { name }
  const link = call.kind === 'link' ? { link: call.link } : {}
  return { status: 'IN_CALL', kind, peer, ...called, ...link, device, attempt: 0, media, since: at, ticket }
}

/** What my own ending of a call is called, by where it stood. */
const myReason = { OUTGOING: 'cancelled', INCOMING: 'declined', IN_CALL: 'hangup' } as const

const least = (a: CallMedia, b: CallMedia): CallMedia => (a === 'voice' ? a : b)

/** Times are milliseconds since the epoch; the simulation hands in its own. */
const timed = <P extends object>(payload: P, at = Date.now()) => ({ payload: { ...payload, at } })

/** The server's word comes after the device's own: it may be another device that was first. */
function decided(state: CallSliceState, call: InCall, answer: AnsweredPayload): CallSliceState {
  const { callId, device, ticket } = answer
  const awaited = call.callId === callId && call.role === 'initiator' && call.ticket === null
  if (!awaited || ticket === undefined) return state
  const same = call.device.deviceId === device.deviceId
  const media = least(call.media, answer.media)
  const next = same ? { ...call, media, ticket } : { ...call, device, media, ticket, attempt: call.attempt + 1 }
  return { ...state, current: next }
}

const slice = createSlice({
  name: 'call',
  initialState,
  // Every case returns the next state itself: an illegal, late or repeated event returns the same reference.
  reducers: {
    startOutgoingCall: {
      // RTK's nanoid: unique, which is all a call's id has to be.
      prepare: (call: { callee: UserId; media: CallMedia }, callId: CallId = nanoid(), at = Date.now()) => ({
        payload: { ...call, callId, at },
      }),
      reducer: (state, { payload }: PayloadAction<OutgoingPayload>): CallSliceState => {
        if (state.current.status !== 'IDLE' || state.ended.includes(payload.callId)) return state
        const { callId, callee, media, at } = payload
        return {
          ...state,
          current: { status: 'OUTGOING', callId, kind: 'direct', peer: callee, media, ringing: [], since: at },
        }
      },
    },
    /** Waits at a call link, or for a match; `callAnswered` and `glareResolved` tell of who comes. */
    startWaiting: {
      prepare: (place: WaitingFor & { media: CallMedia }, callId: CallId = nanoid(), at = Date.now()) => ({
        payload: { ...place, callId, at },
      }),
      reducer: (state, { payload }: PayloadAction<WaitingPayload>): CallSliceState => {
        if (state.current.status !== 'IDLE' || state.ended.includes(payload.callId)) return state
        const { at, ...place } = payload
        const waiting = { status: 'OUTGOING', since: at } as const
        const current = place.kind === 'link' ? { ...waiting, ...place } : { ...waiting, ...place, waiting: null }
        return { ...state, current }
      },
    },
    /** So many wait for a match now. */
    queueChanged: (state, { payload }: PayloadAction<{ waiting: number }>): CallSliceState => {
      const call = state.current
      if (call.status !== 'OUTGOING' || call.kind !== 'match' || call.waiting === payload.waiting) return state
      return { ...state, current: { ...call, waiting: payload.waiting } }
    },
    /** The person makes a code or answers one. */
    codeCallStarted: {
      prepare: timed<Omit<Exchanging, 'status' | 'kind' | 'since'>>,
      reducer: (
        state,
        { payload: { at, ...call } }: PayloadAction<Omit<Exchanging, 'status' | 'kind' | 'since'> & { at: number }>,
      ): CallSliceState =>
        state.current.status === 'IDLE' && !state.ended.includes(call.callId)
          ? { ...state, current: { status: 'OUTGOING', kind: 'code', ...call, since: at } }
          : state,
    },
    /** The two that exchanged codes are connected. `peer`: what the other side calls itself, if its code came later. */
    codeCallConnected: {
      prepare: timed<{ callId: CallId; peer?: UserId }>,
      reducer: (state, { payload }: PayloadAction<{ callId: CallId; peer?: UserId; at: number }>): CallSliceState => {
        const call = state.current
        if (call.status !== 'OUTGOING' || call.kind !== 'code' || call.callId !== payload.callId) return state
        const { peer = call.peer, at: since } = payload
        return { ...state, current: { ...call, status: 'IN_CALL', peer, attempt: 0, since, ticket: null } }
      },
    },
    incomingCall: {
      prepare: timed<Omit<IncomingPayload, 'at'>>,
      reducer: (state, { payload }: PayloadAction<IncomingPayload>): CallSliceState => {
        if (state.current.status !== 'IDLE' || state.ended.includes(payload.callId)) return state
        const { callId, kind, media, caller, identity, at } = payload
        return {
          ...state,
          current: {
            status: 'INCOMING',
            callId,
            kind,
            peer: caller.userId,
            device: caller,
            identity,
            media,
            since: at,
          },
        }
      },
    },
    deviceRinging: (state, { payload }: PayloadAction<{ callId: CallId; device: RingingDevice }>): CallSliceState => {
      const call = state.current
      if (call.status !== 'OUTGOING' || call.kind !== 'direct' || call.callId !== payload.callId) return state
      const known = call.ringing.find((device) => device.deviceId === payload.device.deviceId)
      if (known && (known.warm === true || payload.device.warm !== true)) return state
      const ringing = known
        ? call.ringing.map((device) => (device === known ? payload.device : device))
        : [...call.ringing, payload.device]
      return { ...state, current: { ...call, ringing } }
    },
    /** The other side is known: the two may connect while it rings. */
    warmAllowed: (state, { payload }: PayloadAction<{ callId: CallId }>): CallSliceState => {
      const call = state.current
      if (call.status !== 'INCOMING' && !(call.status === 'OUTGOING' && call.kind === 'direct')) return state
      if (call.callId !== payload.callId || call.warm === true) return state
      return { ...state, current: { ...call, warm: true } }
    },
    /** Told by the device itself, over a connection made while it rang, or by the server, who decides. */
    callAnswered: {
      prepare: timed<Omit<AnsweredPayload, 'at'>>,
      reducer: (state, { payload }: PayloadAction<AnsweredPayload>): CallSliceState => {
        const call = state.current
        if (call.status === 'IN_CALL') return decided(state, call, payload)
        if (call.status !== 'OUTGOING' || call.kind === 'code' || call.callId !== payload.callId) return state
        return { ...state, current: { ...answered(call, payload), callId: call.callId, role: 'initiator' } }
      },
    },
    /**
     * We both dialled, or waited: my call `callId` went into theirs, `into`, which I have thereby answered. Where both
     * have waited, the server has chosen whose it is.
     */
    glareResolved: {
      prepare: timed<Omit<AnsweredPayload, 'at'> & { into: CallId }>,
      reducer: (state, { payload }: PayloadAction<AnsweredPayload & { into: CallId }>): CallSliceState => {
        const call = state.current
        if (call.status !== 'OUTGOING' || call.kind === 'code' || call.callId !== payload.callId) return state
        if (state.ended.includes(payload.into)) return end(state, 'hangup', payload.at)
        return {
          current: { ...answered(call, payload), callId: payload.into, role: 'responder' },
          ended: bury(state, call.callId),
        }
      },
    },
    acceptCall: {
      prepare: timed<{ media: CallMedia }>,
      reducer: (state, { payload }: PayloadAction<{ media: CallMedia; at: number }>): CallSliceState => {
        const call = state.current
        if (call.status !== 'INCOMING') return state
        const { callId, kind, peer, device } = call
        const media = least(call.media, payload.media)
        const inCall = { status: 'IN_CALL', callId, kind, peer, device, role: 'responder', attempt: 0, media } as const
        return { ...state, current: { ...inCall, since: payload.at, ticket: null } }
      },
    },
    /** This page was in that call before it was reloaded, and is again; the two devices connect anew. */
    callResumed: (state, { payload }: PayloadAction<{ call: InCall }>): CallSliceState => {
      const { call } = payload
      if (state.current.status !== 'IDLE' || state.ended.includes(call.callId)) return state
      return { ...state, current: { ...call, attempt: call.attempt + 1 } }
    },
    /** The two devices connect anew in this call: one of the pages was reloaded. */
    callRenewed: (state, { payload }: PayloadAction<{ callId: CallId; attempt: number }>): CallSliceState => {
      const call = state.current
      if (call.status !== 'IN_CALL' || call.callId !== payload.callId || call.attempt >= payload.attempt) return state
      return { ...state, current: { ...call, attempt: payload.attempt } }
    },
    /** The server has given this device what it takes the call up again by, should it forget it. */
    ticketIssued: (state, { payload }: PayloadAction<{ callId: CallId; ticket: string }>): CallSliceState => {
      const call = state.current
      if (call.status !== 'IN_CALL' || call.callId !== payload.callId || call.ticket === payload.ticket) return state
      return { ...state, current: { ...call, ticket: payload.ticket } }
    },
    rejectCall: {
      prepare: timed<object>,
      reducer: (state, { payload }: PayloadAction<{ at: number }>): CallSliceState =>
        state.current.status === 'INCOMING' ? end(state, 'declined', payload.at) : state,
    },
    /** I want to hear no more of who calls. They are not told: for them nobody answers. */
    callerBlocked: {
      prepare: (at = Date.now()) => ({ payload: { at } }),
      reducer: (state, { payload }: PayloadAction<{ at: number }>): CallSliceState =>
        state.current.status === 'INCOMING' ? end(state, 'blocked', payload.at) : state,
    },
    /** I end whatever call I am in. */
    endCall: {
      prepare: (at = Date.now()) => ({ payload: { at } }),
      reducer: (state, { payload }: PayloadAction<{ at: number }>): CallSliceState =>
        state.current.status === 'IDLE' ? state : end(state, myReason[state.current.status], payload.at),
    },
    /** The media of this call gave it up. */
    mediaLost: {
      prepare: timed<{ callId: CallId; reason: MediaLoss }>,
      reducer: (
        state,
        { payload }: PayloadAction<{ callId: CallId; reason: MediaLoss; at: number }>,
      ): CallSliceState => {
        const call = state.current
        return call.status === 'IN_CALL' && call.callId === payload.callId
          ? end(state, payload.reason, payload.at)
          : state
      },
    },
    callEnded: {
      prepare: timed<{ callId: CallId; reason: EndReason }>,
      reducer: (
        state,
        { payload }: PayloadAction<{ callId: CallId; reason: EndReason; at: number }>,
      ): CallSliceState => {
        const call = state.current
        if (call.status !== 'IDLE' && call.callId === payload.callId) return end(state, payload.reason, payload.at)
        // Ended here already, for a reason that crossed theirs: both sides keep the server's. A block is this side's
        // own, which nobody else is told.
        if (
          call.status === 'IDLE' &&
          call.lastEnd?.callId === payload.callId &&
          call.lastEnd.reason !== payload.reason &&
          call.lastEnd.reason !== 'blocked'
        ) {
          return { ...state, current: { ...call, lastEnd: { ...call.lastEnd, reason: payload.reason } } }
        }
        // Over before it was known here: remember it, so that an invitation that comes later does not ring.
        return state.ended.includes(payload.callId) ? state : { ...state, ended: bury(state, payload.callId) }
      },
    },
    /** The person has read how the last call ended. */
    endDismissed: (state): CallSliceState =>
      state.current.status === 'IDLE' && state.current.lastEnd
        ? { ...state, current: { status: 'IDLE', lastEnd: null } }
        : state,
  },
  selectors: { selectCall: (state) => state.current },
})

export const {
  startOutgoingCall,
  startWaiting,
  queueChanged,
  codeCallStarted,
  codeCallConnected,
  incomingCall,
  deviceRinging,
  warmAllowed,
  callAnswered,
  glareResolved,
  acceptCall,
  callResumed,
  callRenewed,
  ticketIssued,
  rejectCall,
  callerBlocked,
  endCall,
  mediaLost,
  callEnded,
  endDismissed,
} = slice.actions
/** The person can see and hear now that this call rings; only then may the caller be told so. */
export const ringingShown = createAction<{ callId: CallId }>('call/ringingShown')

export const callReducer = slice.reducer
export const { selectCall } = slice.selectors
