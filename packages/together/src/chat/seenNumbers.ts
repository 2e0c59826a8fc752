/** How far back it is remembered; far more than can wait at a sender's. */
const REACH = 1_000

/** Which numbers of a run have been seen, in bounded memory. */
export interface SeenNumbers {
  /** Whether it is new; from now on it is not. What is far behind the newest counts as seen. */
  add(n: number): boolean
}

/** Creates the account of a run of which nothing was seen. */
export function createSeenNumbers(): SeenNumbers {
  const seen = new Set<number>()
  let newest = 0
  return {
    add(n) {
      if (n <= newest - REACH || seen.has(n)) return false
      seen.add(n)
      newest = Math.max(newest, n)
      if (seen.size > REACH) for (const old of seen) if (old <= newest - REACH) seen.delete(old)
      return true
    },
  }
}
