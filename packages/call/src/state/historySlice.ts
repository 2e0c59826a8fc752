import { type CallId, type CallMedia, type EndReason, isGuest, type MissedCall, type UserId } from '@parley/protocol'
import { createSlice, type PayloadAction } from '@reduxjs/toolkit'
import type { LastEnd } from './callState.ts'

/** What became of a call. `unanswered`: it rang there in vain; `unreached`: there was nobody to ring or talk to. */
type Outcome = 'answered' | 'missed' | 'declined' | 'unanswered' | 'cancelled' | 'unreached'

/** One line of "Recent". `at`: milliseconds since the epoch. `seconds`: talked, null if not answered. */
export interface CallRecord {
  callId: CallId
  userId: UserId
  direction: 'incoming' | 'outgoing'
  media: CallMedia
  outcome: Outcome
  at: number
  seconds: number | null
}

const KEPT = 50

/** An end here only: the call itself is on another device of this user. */
type Elsewhere = 'answeredElsewhere' | 'alreadyInCall'

/** What became of a call that was never answered. */
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
 * What stays of a call in this browser's history; null if another device of this user took it, the person blocked the
 * caller, or it was with somebody who cannot be called back.
 */
export function toRecord(end: LastEnd): CallRecord | null {
  const { callId, kind, peer, direction, media, seconds, at, reason } = end
  if (peer === null || isGuest(peer) || kind === 'match' || kind === 'code') return null
  if (reason === 'answeredElsewhere' || reason === 'alreadyInCall') return null
  if (reason === 'blocked' && direction === 'incoming') return null
  const outcome = seconds === null ? unansweredOutcome(reason, direction) : 'answered'
  return { callId, userId: peer, direction, media, outcome, at, seconds }
}

/** A call the server kept because nobody here could take it. */
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
    /** The history of the ID that has just come online. */
    historyLoaded: (_records, { payload }: PayloadAction<CallRecord[]>) => payload.slice(0, KEPT),
    /** The same call may be told twice, by its end and by the server; the first telling stays. */
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
