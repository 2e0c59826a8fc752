import type { CallId, CallMedia, Invitation, RingingDevice, UserId } from '@parley/protocol'
import { createAction, createSlice, nanoid, type PayloadAction } from '@reduxjs/toolkit'
import { answerCases } from './answerCases.ts'
import type { CallSliceState } from './callState.ts'
import { codeCases } from './codeCases.ts'
import { endCases } from './endCases.ts'
import { resumingCases } from './resumeCases.ts'
import { timed } from './timed.ts'
import { waitingCases } from './waitingCases.ts'

interface OutgoingPayload {
  callId: CallId
  callee: UserId
  media: CallMedia
  at: number
}
type IncomingPayload = Pick<Invitation, 'callId' | 'kind' | 'media' | 'caller' | 'identity'> & { at: number }

const initialState: CallSliceState = { current: { status: 'IDLE', lastEnd: null }, ended: [] }

/** The call of this device. Dialling and ringing are here; the other cases are in files by subject. */
const slice = createSlice({
  name: 'call',
  initialState,
  // Every case returns the next state itself: an illegal, late or repeated event returns the same reference.
  reducers: {
    startOutgoingCall: {
      // RTK's nanoid: a call's id has to be unique, not secret.
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
    preconnectAllowed: (state, { payload }: PayloadAction<{ callId: CallId }>): CallSliceState => {
      const call = state.current
      if (call.status !== 'INCOMING' && !(call.status === 'OUTGOING' && call.kind === 'direct')) return state
      if (call.callId !== payload.callId || call.preconnect === true) return state
      return { ...state, current: { ...call, preconnect: true } }
    },
    ...waitingCases,
    ...codeCases,
    ...answerCases,
    ...resumingCases,
    ...endCases,
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
  preconnectAllowed,
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
/** The dialog of the incoming call is on the screen; only now may the server tell the caller that it rings. */
export const ringingShown = createAction<{ callId: CallId }>('call/ringingShown')

export const callReducer = slice.reducer
export const { selectCall } = slice.selectors
