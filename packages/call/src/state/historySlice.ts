import { type CallId, type CallMedia, type EndReason, isGuest, type MissedCall, type UserId } from '@parley/protocol'
import { createSlice, type PayloadAction } from '@reduxjs/toolkit'
import type { LastEnd } from './callState.ts'

/**
 * The outcome of a call. `unanswered`: it rang and nobody answered; `unreached`: no device could ring; `unconnected`: it was answered,
 * and the two never heard each other.
 */
type Outcome = 'answered' | 'unconnected' | 'missed' | 'declined' | 'unanswered' | 'cancelled' | 'unreached'

/** One line of "Recent". `at`: milliseconds since the epoch. `seconds`: talked, null if they never did. */
export interface CallRecord {
  callId: CallId
  userId: UserId
  direction: 'incoming' | 'outgoing'
  media: CallMedia
  outcome: Outcome
  at: number
  seconds: number | null
}

/** The number of calls in the history. */
const KEPT = 50

/** The call goes on with another device of this user. */
type Elsewhere = 'answeredElsewhere' | 'alreadyInCall'

/** The outcome of a call that was never answered. */
function unansweredOutcome(reason: Exclude<EndReason, Elsewhere>, direction: CallRecord['direction']): Outcome {
  const incoming = direction === 'incoming'
  switch (reason) {
    case 'declined':
      return 'declined'
    case 'cancelled':
      return incoming ? 'missed' : 'cancelled'
    case 'timeout':
    case 'hangup':
      return incoming ? 'missed' : 'unanswered'
    case 'busy':
    case 'offline':
    case 'lost':
    case 'blocked':
    case 'full':
    case 'linkGone':
    case 'failed':
    case 'insecure':
      return incoming ? 'missed' : 'unreached'
  }
}

/**
 * The history's record of a call. Null if another device of this user took the call, the person blocked the caller, or
 * the other side cannot be called back.
 */
export function toRecord(end: LastEnd): CallRecord | null {
  const { callId, kind, peer, direction, media, seconds, at, reason } = end
  if (peer === null || isGuest(peer) || kind === 'match' || kind === 'code') return null
  if (reason === 'answeredElsewhere' || reason === 'alreadyInCall') return null
  if (reason === 'blocked' && direction === 'incoming') return null
  const record = { callId, userId: peer, direction, media, at }
  if (seconds === null) return { ...record, outcome: unansweredOutcome(reason, direction), seconds }
  return end.unconnected
    ? { ...record, outcome: 'unconnected', seconds: null }
    : { ...record, outcome: 'answered', seconds }
}

/** The history's record of a call that the server kept while no device of this user was online. */
export const fromMissed = ({ callId, caller, media, at }: MissedCall): CallRecord => ({
  callId,
  userId: caller,
  direction: 'incoming',
  media,
  outcome: 'missed',
  at,
  seconds: null,
})

const slice = createSlice({
  name: 'history',
  initialState: [] as CallRecord[],
  reducers: {
    /** Loads the stored history of the ID that came online. */
    historyLoaded: (_records, { payload }: PayloadAction<CallRecord[]>) => payload.slice(0, KEPT),
    /** Adds a record. A call may be recorded twice, by its end and by the server; the first record stays. */
    callRecorded: (records, { payload }: PayloadAction<CallRecord>) =>
      records.some((record) => record.callId === payload.callId)
        ? records
        : [payload, ...records].sort((a, b) => b.at - a.at).slice(0, KEPT),
  },
  selectors: { selectHistory: (records) => records },
})

export const { callRecorded, historyLoaded } = slice.actions
export const historyReducer = slice.reducer
export const { selectHistory } = slice.selectors
