import type { CallId, CallMedia, DeviceRef, DisplayName } from '@parley/protocol'
import type { PayloadAction } from '@reduxjs/toolkit'
import { type CallSliceState, type InCall, isWaiting, type Outgoing } from './callState.ts'
import { bury, end } from './endCases.ts'
import { timed } from './timed.ts'

interface AnsweredPayload {
  callId: CallId
  device: DeviceRef
  media: CallMedia
  ticket?: string
  /** What a guest calls themselves. */
  name?: DisplayName
  at: number
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

const least = (a: CallMedia, b: CallMedia): CallMedia => (a === 'voice' ? a : b)

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

/** How a call is answered: by this person, by the other side, or by both having begun. */
export const answerCases = {
  /** Told by the device itself, over a connection made while it rang, or by the server, who decides. */
  callAnswered: {
    prepare: timed<Omit<AnsweredPayload, 'at'>>,
    reducer: (state: CallSliceState, { payload }: PayloadAction<AnsweredPayload>): CallSliceState => {
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
    reducer: (
      state: CallSliceState,
      { payload }: PayloadAction<AnsweredPayload & { into: CallId }>,
    ): CallSliceState => {
      const call = state.current
      if (call.status !== 'OUTGOING' || call.kind === 'code' || call.callId !== payload.callId) return state
      if (state.ended.includes(payload.into)) return end(state, 'hangup', payload.at)
      return {
        current: { ...answered(call, payload), callId: payload.into, role: 'responder' },
        ended: bury(state, call.callId),
        crossed: { callId: call.callId, into: payload.into },
      }
    },
  },
  /** I take the call that I was shown. */
  acceptCall: {
    prepare: timed<{ callId: CallId; media: CallMedia }>,
    reducer: (
      state: CallSliceState,
      { payload }: PayloadAction<{ callId: CallId; media: CallMedia; at: number }>,
    ): CallSliceState => {
      const call = state.current
      if (call.status !== 'INCOMING' || call.callId !== payload.callId) return state
      const { callId, kind, peer, device } = call
      const media = least(call.media, payload.media)
      const inCall = { status: 'IN_CALL', callId, kind, peer, device, role: 'responder', attempt: 0, media } as const
      return { ...state, current: { ...inCall, since: payload.at, ticket: null } }
    },
  },
}
