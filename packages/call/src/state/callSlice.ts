import type { CallId, CallMedia, Invitation, Moment, RingingDevice, UserId } from '@parley/protocol'
import { createAction, createSlice, nanoid, type PayloadAction } from '@reduxjs/toolkit'
import { answerCases } from './answerCases.ts'
import { type CallSliceState, type Incoming, MAX_OTHERS, ringingHere } from './callState.ts'
import { codeCases } from './codeCases.ts'
import { endCases } from './endCases.ts'
import { resumingCases } from './resumeCases.ts'
import { thisMoment, timed } from './timed.ts'
import { waitingCases } from './waitingCases.ts'

interface OutgoingPayload extends Moment {
  callId: CallId
  callee: UserId
  media: CallMedia
}
type IncomingPayload = Pick<Invitation, 'callId' | 'kind' | 'media' | 'rev' | 'caller' | 'identity'> & {
  /** The caller is a contact. */
  contact?: boolean
} & Moment

const initialState: CallSliceState = {
  current: { status: 'IDLE', lastEnd: null },
  others: [],
  over: [],
  ended: [],
  resting: [],
}

/** The call of this device. Dialling and ringing are here; the other cases are in files by subject. */
const slice = createSlice({
  name: 'call',
  initialState,
  // Every case returns the next state itself: an illegal, late or repeated event returns the same reference.
  reducers: {
    startOutgoingCall: {
      // RTK's nanoid: a call's id has to be unique, not secret.
      prepare: (call: { callee: UserId; media: CallMedia }, callId: CallId = nanoid(), now = thisMoment()) => ({
        payload: { ...call, callId, ...now },
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
    /** A call rings: it becomes the current one, or rings beside it. */
    incomingCall: {
      prepare: timed<Omit<IncomingPayload, keyof Moment>>,
      reducer: (state, { payload }: PayloadAction<IncomingPayload>): CallSliceState => {
        const { current, others } = state
        const { callId, kind, media, rev, caller, identity, contact, at: since } = payload
        const known = [current, ...others].some((call) => call.status !== 'IDLE' && call.callId === callId)
        const isLate = state.resting.some((call) => call.callId === callId && call.rev >= rev)
        if (known || isLate || others.length >= MAX_OTHERS || state.ended.includes(callId)) return state
        const of = { peer: caller.userId, device: caller, identity, media, rev }
        const call: Incoming = { status: 'INCOMING', callId, kind, ...of, ...(contact && { contact }), since }
        return current.status === 'IDLE' ? { ...state, current: call } : { ...state, others: [...others, call] }
      },
    },
    /** The person silences the tone of a call that rings; it goes on ringing. */
    ringSilenced: (state, { payload: { callId } }: PayloadAction<{ callId: CallId }>): CallSliceState => {
      const call = ringingHere(state, callId)
      if (!call || call.quiet) return state
      const quiet: Incoming = { ...call, quiet: true }
      if (call === state.current) return { ...state, current: quiet }
      return { ...state, others: state.others.map((other) => (other === call ? quiet : other)) }
    },
    /** A device of the callee rings. If it does so beside another call, it rings on no other device any more. */
    deviceRinging: (
      state,
      { payload: { callId, device, rev = 0 } }: PayloadAction<{ callId: CallId; device: RingingDevice; rev?: number }>,
    ): CallSliceState => {
      const call = state.current
      if (call.status !== 'OUTGOING' || call.kind !== 'direct' || call.callId !== callId) return state
      if (rev < (call.rev ?? 0)) return state
      const known = call.ringing.find((other) => other.deviceId === device.deviceId)
      const warm = known?.warm === true || device.warm === true
      const next: RingingDevice = { ...device, ...(warm && { warm }) }
      if (known && known.warm === next.warm && known.engaged === next.engaged) return state
      const others = next.engaged ? [] : call.ringing.filter((other) => other !== known)
      return { ...state, current: { ...call, ringing: [...others, next], rev } }
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
  selectors: { selectCall: (state) => state.current, selectOthers: (state) => state.others },
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
  ringSilenced,
  callerBlocked,
  endCall,
  mediaConnected,
  mediaLost,
  callEnded,
  endDismissed,
} = slice.actions
/** The dialog of the incoming call is on the screen; only now may the server tell the caller that it rings. */
export const ringingShown = createAction<{ callId: CallId }>('call/ringingShown')

export const callReducer = slice.reducer
export const { selectCall, selectOthers } = slice.selectors
