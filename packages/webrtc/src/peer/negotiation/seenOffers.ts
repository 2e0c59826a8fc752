/** More than a call has before it ends; the oldest is forgotten first. */
const MAX_SEEN = 256

/** The offers that this page has read, over all connections: one that comes again may be for a connection that is closed. */
export interface SeenOffers {
  /** True the first time, by the offer's `negotiation`. */
  isNew(negotiation: string): boolean
}

/** Creates an empty list. */
export function createSeenOffers(): SeenOffers {
  const seen = new Set<string>()

  return {
    isNew(negotiation) {
      if (seen.has(negotiation)) return false
      seen.add(negotiation)
      const [oldest] = seen
      if (seen.size > MAX_SEEN && oldest !== undefined) seen.delete(oldest)
      return true
    },
  }
}
