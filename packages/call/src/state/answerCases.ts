import type { CallId, CallMedia, DeviceRef, DisplayName, Moment } from '@parley/protocol'
import type { PayloadAction } from '@reduxjs/toolkit'
import { type CallSliceState, type InCall, isWaiting, type Outgoing, ringingHere } from './callState.ts'
import { bury, end } from './endCases.ts'
import { timed } from './timed.ts'

interface AnsweredPayload extends Moment {
  callId: CallId
  device: DeviceRef
  media: CallMedia
  ticket?: string
  /** The display name of a guest. */
  name?: DisplayName
}

/** The answered call that this side's outgoing call became. Somebody who waited at a link or for a match sends the media they chose. */
function answered(call: Outgoing, payload: AnsweredPayload): Omit<InCall, 'callId' | 'role'> {
  const { kind } = call
  const { device, ticket = null, name, at } = payload
  const [peer, media] = isWaiting(call) ? [device.userId, call.media] : [call.peer, least(call.media, payload.media)]
  const called = name === undefined ? {} : { name }
  const link = call.kind === 'link' ? { link: call.link } : {}
  return { status: 'IN_CALL', kind, peer, ...called, ...link, device, attempt: 0, media, since: at, ticket }
}

const least = (a: CallMedia, b: CallMedia): CallMedia => (a === 'voice' ? a : b)

/** Applies the server's answer after a device answered over the preconnected link: another device may have been first. */
function decided(state: CallSliceState, call: InCall, answer: AnsweredPayload): CallSliceState {
  const { callId, device, ticket } = answer
  const awaited = call.callId === callId && call.role === 'initiator' && call.ticket === null
  if (!awaited || ticket === undefined) return state
  const same = call.device.deviceId === device.deviceId
  const media = least(call.media, answer.media)
  const next = same ? { ...call, media, ticket } : { ...call, device, media, ticket, attempt: call.attempt + 1 }
  return { ...state, current: next }
}

/** The cases in which a call is answered: by this person, by the other side, or by glare. */
export const answerCases = {
  /** Sound and pictures can pass between the two devices, for the first time in this call. */
  mediaConnected: (state: CallSliceState, { payload }: PayloadAction<{ callId: CallId }>): CallSliceState => {
    const call = state.current
    if (call.status !== 'IN_CALL' || call.callId !== payload.callId || call.connected) return state
    return { ...state, current: { ...call, connected: true } }
  },
  /** The other side answered. The device itself says so over the preconnected link; the server confirms or corrects it. */
  callAnswered: {
    prepare: timed<Omit<AnsweredPayload, keyof Moment>>,
    reducer: (state: CallSliceState, { payload }: PayloadAction<AnsweredPayload>): CallSliceState => {
      const call = state.current
      if (call.status === 'IN_CALL') return decided(state, call, payload)
      if (call.status !== 'OUTGOING' || call.kind === 'code' || call.callId !== payload.callId) return state
      return { ...state, current: { ...answered(call, payload), callId: call.callId, role: 'initiator' } }
    },
  },
  /**
   * Glare: both dialled, or both waited. This side's call `callId` became the other side's call `into`, which this
   * device has thereby answered. Where both waited, the server chose the caller.
   */
  glareResolved: {
    prepare: timed<Omit<AnsweredPayload, keyof Moment> & { into: CallId; rev: number }>,
    reducer: (
      state: CallSliceState,
      { payload }: PayloadAction<AnsweredPayload & { into: CallId; rev: number }>,
    ): CallSliceState => {
      const call = state.current
      if (call.status !== 'OUTGOING' || call.kind === 'code' || call.callId !== payload.callId) return state
      const isOver = state.resting.some(({ callId, rev }) => callId === payload.into && rev >= payload.rev)
      if (isOver || state.ended.includes(payload.into)) return end(state, 'hangup', payload)
      return {
        ...state,
        current: { ...answered(call, payload), callId: payload.into, role: 'responder' },
        ended: bury(state, call.callId),
        crossed: { callId: call.callId, into: payload.into },
      }
    },
  },
  /** The person accepts a call that rings. If another one was in front of it, that one rings on beside the answered call. */
  acceptCall: {
    prepare: timed<{ callId: CallId; media: CallMedia }>,
    reducer: (
      state: CallSliceState,
      { payload }: PayloadAction<{ callId: CallId; media: CallMedia } & Moment>,
    ): CallSliceState => {
      const front = state.current
      const call = ringingHere(state, payload.callId)
      if (front.status !== 'INCOMING' || !call) return state
      const { callId, kind, peer, device } = call
      const media = least(call.media, payload.media)
      const inCall = { status: 'IN_CALL', callId, kind, peer, device, role: 'responder', attempt: 0, media } as const
      const others = call === front ? state.others : [front, ...state.others.filter((other) => other !== call)]
      return { ...state, current: { ...inCall, since: payload.at, ticket: null }, others }
    },
  },
}
