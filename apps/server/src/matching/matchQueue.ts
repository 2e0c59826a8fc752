import type { UserId } from '@parley/protocol'
import type { Waiter } from '../calls/transitions.ts'

/** Somebody who is ready to meet whoever else is. */
export interface Seeker extends Waiter {
  /** Whom they want to meet in no case; it holds for those as well, and only while this one waits. */
  readonly avoid: readonly UserId[]
}

/** How many different people report somebody within a day, until that one is matched no more for a day. */
export const REPORTS = 3

/** How long a report counts towards that, and how long it holds then. Milliseconds. */
export const REPORT_MS = 24 * 60 * 60_000

/** How many pairs are remembered, of those who met and of those who shall not meet again; the oldest give way. */
export const MAX_PAIRS = 100_000

/** How many are remembered who were reported; the oldest give way. */
export const MAX_REPORTED = 10_000

/**
 * Who is ready for a match, first come, each user once; and who may not meet: two who met within limits.MATCH_AGAIN_MS,
 * two of whom one avoids the other or has reported them, and whoever was reported by REPORTS people. No two who wait may
 * meet: so who arrives is either paired at once or waits with few others. Every method is atomic, also between several
 * servers. Knows nothing of calls, nor of who is connected.
 */
export interface MatchQueue {
  /**
   * The first of those who wait whom this one may meet now; both go on as they are until they leave. If there is
   * nobody, this one waits from now on, in its old place if it does already, and instead of its user's older wait.
   */
  seek(seeker: Seeker): Promise<Seeker | null>
  /** The wait of this user. */
  find(userId: UserId): Promise<Seeker | null>
  /** Ends a wait. False if it is over already, or another one by now. */
  leave(seeker: Seeker): Promise<boolean>
  /** These two have met. */
  met(one: UserId, other: UserId): Promise<void>
  /** This one has reported that one: the two do not meet again. False if that was known. */
  report(by: UserId, whom: UserId): Promise<boolean>
  /** Those who wait and may meet somebody now because time has passed; they have to seek again. */
  due(): Promise<readonly Seeker[]>
  /** When there will be such, on the clock; null if time alone brings nobody together. It may be too early, never too late. */
  nextDue(): Promise<number | null>
  /** All who wait, first come. */
  waiting(): Promise<readonly Seeker[]>
  count(): Promise<number>
}
