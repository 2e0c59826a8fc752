import type { CallId } from '@parley/protocol'

/** A repetition comes within seconds. The oldest offer is forgotten first. */
const MAX_SEEN = 256

/** The offers that this page has read, over all connections: one that comes again may be for a connection that is closed. */
export interface SeenOffers {
  /** Remembers an offer by its call and its `negotiation`. Returns true the first time. */
  note(callId: CallId, negotiation: string): boolean
}

/** Creates an empty list. */
export function createSeenOffers(): SeenOffers {
  const seen = new Set<string>()

  return {
    note(callId, negotiation) {
      const key = `${callId} ${negotiation}`
      if (seen.has(key)) return false
      seen.add(key)
      const [oldest] = seen
      if (seen.size > MAX_SEEN && oldest !== undefined) seen.delete(oldest)
      return true
    },
  }
}
