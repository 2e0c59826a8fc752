import { type UserId, userKey } from '@parley/protocol'

/** How many calls of strangers ring within `WINDOW_MS`. */
const MAX_RINGS = 6
const WINDOW_MS = 60_000

/** How long a stranger does not ring again after each time they were declined; the last value repeats. Milliseconds. */
const PAUSES_MS = [30_000, 120_000, 600_000] as const

/** How many declined strangers are remembered; beyond it those declined longest ago are forgotten. */
const MAX_DECLINED = 256

/** Keeps strangers from ringing on this device without end. Contacts have no such limits. */
export interface StrangerLimits {
  /** True if this stranger may ring now. Each call that may is counted. */
  admits(caller: UserId): boolean
  /** The person has declined a call of this user. */
  declined(caller: UserId): void
}

/**
 * Creates limits that have seen no call yet.
 *
 * @param now a monotonic clock, in milliseconds
 */
export function createStrangerLimits(now: () => number): StrangerLimits {
  let rings: number[] = []
  const paused = new Map<string, { times: number; until: number }>()

  return {
    admits(caller) {
      const at = now()
      rings = rings.filter((earlier) => at - earlier < WINDOW_MS)
      if (rings.length >= MAX_RINGS || at < (paused.get(userKey(caller))?.until ?? at)) return false
      rings.push(at)
      return true
    },
    declined(caller) {
      const key = userKey(caller)
      const times = paused.get(key)?.times ?? 0
      const pause = PAUSES_MS[times] ?? PAUSES_MS[PAUSES_MS.length - 1] ?? 0
      // Taken out first, so that the newest is last.
      paused.delete(key)
      paused.set(key, { times: times + 1, until: now() + pause })
      const [oldest] = paused.keys()
      if (paused.size > MAX_DECLINED && oldest !== undefined) paused.delete(oldest)
    },
  }
}
