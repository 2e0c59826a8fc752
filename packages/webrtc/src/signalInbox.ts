import { type CallId, type Candidate, type DeviceRef, limits, type Signal, userKey } from '@parley/protocol'

const MAX_DESCRIPTIONS = 2
const MAX_SENDERS = 4
const MAX_ENDED = 64

interface Mailbox {
  callId: CallId
  descriptions: Signal[]
  candidates: Candidate[]
}

/** Keeps what arrives before the connection it is for; it does not know which calls exist. */
export interface SignalInbox {
  keep(callId: CallId, from: DeviceRef, signal: Signal): void
  take(callId: CallId, from: DeviceRef): Signal[]
  /** The call is wanted (again). */
  reopen(callId: CallId): void
  /** The call is over: what is kept for it goes, and what still comes for it is not kept. */
  end(callId: CallId): void
  clear(): void
}

/** Creates an empty inbox, bounded in every direction. */
export function createSignalInbox(): SignalInbox {
  const mailboxes = new Map<string, Mailbox>()
  const ended = new Set<CallId>()
  const keyOf = (callId: CallId, from: DeviceRef) => `${callId} ${userKey(from.userId)} ${from.deviceId}`

  function open(key: string, callId: CallId): Mailbox {
    const mailbox = mailboxes.get(key) ?? { callId, descriptions: [], candidates: [] }
    mailboxes.set(key, mailbox)
    dropOldest(mailboxes, MAX_SENDERS)
    return mailbox
  }

  return {
    keep(callId, from, signal) {
      if (ended.has(callId)) return
      const mailbox = open(keyOf(callId, from), callId)
      if (signal.type === 'description') {
        mailbox.descriptions = [...mailbox.descriptions, signal].slice(-MAX_DESCRIPTIONS)
      } else {
        mailbox.candidates = [...mailbox.candidates, ...signal.candidates].slice(-limits.MAX_EARLY_CANDIDATES)
      }
    },
    take(callId, from) {
      const key = keyOf(callId, from)
      const mailbox = mailboxes.get(key)
      mailboxes.delete(key)
      if (!mailbox) return []
      const { descriptions, candidates } = mailbox
      return candidates.length > 0 ? [...descriptions, { type: 'candidates', candidates }] : descriptions
    },
    reopen(callId) {
      ended.delete(callId)
    },
    end(callId) {
      ended.add(callId)
      dropOldest(ended, MAX_ENDED)
      for (const [key, mailbox] of mailboxes) if (mailbox.callId === callId) mailboxes.delete(key)
    },
    clear() {
      mailboxes.clear()
      ended.clear()
    },
  }
}

function dropOldest(kept: Map<string, unknown> | Set<string>, limit: number): void {
  const [oldest] = kept.keys()
  if (kept.size > limit && oldest !== undefined) kept.delete(oldest)
}
