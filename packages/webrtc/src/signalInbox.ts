import { type CallId, type DeviceRef, type Signal, userKey } from '@parley/protocol'
import { createEarlyCandidates, type EarlyCandidates } from './peer/negotiation/candidatePlaces.ts'

/** The attempt of its call that a signal belongs to. */
export const attemptOf = ({ attempt = 0 }: Signal): number => attempt

const MAX_DESCRIPTIONS = 2
const MAX_SENDERS = 4
const MAX_ENDED = 64

interface Mailbox {
  callId: CallId
  attempt: number
  descriptions: Signal[]
  candidates: EarlyCandidates
  away: boolean
}

/** Keeps signals that arrive before their link exists. It does not know which calls exist. */
export interface SignalInbox {
  /** Keeps a signal, unless a later attempt of the same call and device is known. */
  keep(callId: CallId, from: DeviceRef, signal: Signal): void
  /** The latest attempt of which a signal is kept; 0 without one. */
  attempt(callId: CallId, from: DeviceRef): number
  /** Removes and returns the signals of this attempt. Those of an older attempt are dropped. */
  take(callId: CallId, from: DeviceRef, attempt: number): Signal[]
  /** Signals of this call are kept (again). */
  reopen(callId: CallId): void
  /** The call is over: its signals are dropped, and later ones are not kept. */
  end(callId: CallId): void
}

/** Creates an empty inbox. Everything it keeps is bounded. */
export function createSignalInbox(): SignalInbox {
  const mailboxes = new Map<string, Mailbox>()
  const ended = new Set<CallId>()
  const keyOf = (callId: CallId, from: DeviceRef) => `${callId} ${userKey(from.userId)} ${from.deviceId}`

  function open(key: string, callId: CallId, attempt: number): Mailbox {
    const known = mailboxes.get(key)
    const mailbox =
      known && known.attempt >= attempt
        ? known
        : { callId, attempt, descriptions: [], candidates: createEarlyCandidates(), away: false }
    mailboxes.set(key, mailbox)
    dropOldest(mailboxes, MAX_SENDERS)
    return mailbox
  }

  return {
    keep(callId, from, signal) {
      if (ended.has(callId)) return
      const attempt = attemptOf(signal)
      const mailbox = open(keyOf(callId, from), callId, attempt)
      if (attempt < mailbox.attempt) return
      if (signal.type === 'description') {
        mailbox.descriptions = [...mailbox.descriptions, signal].slice(-MAX_DESCRIPTIONS)
      } else if (signal.type === 'away') {
        mailbox.away = true
      } else if (signal.type === 'candidates') {
        for (const candidate of signal.candidates) mailbox.candidates.add(candidate)
      }
    },
    attempt: (callId, from) => mailboxes.get(keyOf(callId, from))?.attempt ?? 0,
    take(callId, from, attempt) {
      const key = keyOf(callId, from)
      const mailbox = mailboxes.get(key)
      if (!mailbox || mailbox.attempt > attempt) return []
      mailboxes.delete(key)
      if (mailbox.attempt < attempt) return []
      const { descriptions, away } = mailbox
      const candidates = mailbox.candidates.take()
      return [
        ...descriptions,
        ...(candidates.length > 0 ? [{ type: 'candidates', attempt, candidates } as const] : []),
        ...(away ? [{ type: 'away', attempt } as const] : []),
      ]
    },
    reopen(callId) {
      ended.delete(callId)
    },
    end(callId) {
      ended.add(callId)
      dropOldest(ended, MAX_ENDED)
      for (const [key, mailbox] of mailboxes) if (mailbox.callId === callId) mailboxes.delete(key)
    },
  }
}

function dropOldest(kept: Map<string, unknown> | Set<string>, limit: number): void {
  const [oldest] = kept.keys()
  if (kept.size > limit && oldest !== undefined) kept.delete(oldest)
}
