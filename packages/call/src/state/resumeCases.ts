import { CallId, CallKind, CallLink, CallMedia, DeviceRef, DisplayName, limits, UserId } from '@parley/protocol'
import type { PayloadAction } from '@reduxjs/toolkit'
import type { CallSliceState, InCall } from './callState.ts'

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0

/** True if a value from storage, which other code may have changed, is a call that a page can resume. */
export function isInCall(value: unknown): value is InCall {
  return (
    isObject(value) &&
    value.status === 'IN_CALL' &&
    CallId.safeParse(value.callId).success &&
    CallKind.safeParse(value.kind).success &&
    UserId.safeParse(value.peer).success &&
    (value.name === undefined || DisplayName.safeParse(value.name).success) &&
    (value.link === undefined || CallLink.safeParse(value.link).success) &&
    DeviceRef.safeParse(value.device).success &&
    (value.role === 'initiator' || value.role === 'responder') &&
    isCount(value.attempt) &&
    value.attempt < limits.MAX_ATTEMPTS &&
    CallMedia.safeParse(value.media).success &&
    isNumber(value.since) &&
    (value.ticket === null || typeof value.ticket === 'string') &&
    (value.connected === undefined || value.connected === true)
  )
}

/** The cases by which a call survives a reload of a page or a restart of the server. */
export const resumingCases = {
  /** The reloaded page is in its call again; the two devices make the next connection. */
  callResumed: (state: CallSliceState, { payload }: PayloadAction<{ call: InCall }>): CallSliceState => {
    const { call } = payload
    if (state.current.status !== 'IDLE' || state.ended.includes(call.callId)) return state
    return { ...state, current: { ...call, attempt: call.attempt + 1 } }
  },
  /** The other side's page was reloaded; the two devices make the next connection. */
  callRenewed: (
    state: CallSliceState,
    { payload }: PayloadAction<{ callId: CallId; attempt: number }>,
  ): CallSliceState => {
    const call = state.current
    if (call.status !== 'IN_CALL' || call.callId !== payload.callId || call.attempt >= payload.attempt) return state
    return { ...state, current: { ...call, attempt: payload.attempt } }
  },
  /** The server issued the ticket by which it adopts the call again after a restart. */
  ticketIssued: (
    state: CallSliceState,
    { payload }: PayloadAction<{ callId: CallId; ticket: string }>,
  ): CallSliceState => {
    const call = state.current
    if (call.status !== 'IN_CALL' || call.callId !== payload.callId || call.ticket === payload.ticket) return state
    return { ...state, current: { ...call, ticket: payload.ticket } }
  },
}
