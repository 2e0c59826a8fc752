import type { UserId } from '@parley/protocol'
import type { Waiter } from '../calls/transitions.ts'

/** A user who waits for a match. */
export interface Seeker extends Waiter {
  /** Users whom the seeker never meets; the pair is barred only while the seeker waits. */
  readonly avoid: readonly UserId[]
}

/** How many users must report somebody within `REPORT_MS` to bar them from matches for `REPORT_MS`. */
export const REPORTS = 3

/** How long a report counts, and how long a barred user stays barred. Milliseconds. */
export const REPORT_MS = 24 * 60 * 60_000

/** The most pairs remembered that have met, and as many that must not meet again; beyond it the oldest are dropped. */
export const MAX_PAIRS = 100_000

/** The most reported users remembered; beyond it the oldest are dropped. */
export const MAX_REPORTED = 10_000

/**
 * The users who wait for a match, in order of arrival, each once. Two may not meet if they met within
 * `limits.MATCH_AGAIN_MS`, if one avoids or has reported the other, or if one is barred after `REPORTS` reports.
 * Those who wait together may not meet each other, so a newcomer is paired at once or waits with few others.
 * Every method is atomic, also between several servers. Does not know calls or presence.
 */
export interface MatchQueue {
  /**
   * The first waiting user whom this one may meet now; the queue stays unchanged until `leave`. If there is none,
   * resolves to null and lets this one wait: at its old place if it waits already, in place of its user's earlier wait.
   */
  seek(seeker: Seeker): Promise<Seeker | null>
  /** The wait of this user; null if none. */
  find(userId: UserId): Promise<Seeker | null>
  /** Ends a wait. Resolves to false if it has ended or been replaced. */
  leave(seeker: Seeker): Promise<boolean>
  /** Records that these two have met. */
  met(one: UserId, other: UserId): Promise<void>
  /** Records a report: the two do not meet again. Resolves to false for a repeated report. */
  report(by: UserId, whom: UserId): Promise<boolean>
  /** The waiting users who may meet somebody now because time has passed; they must seek again. */
  due(): Promise<readonly Seeker[]>
  /** When somebody will be due, by the queue's clock; may be too early, never too late. Null if never. */
  nextDue(): Promise<number | null>
  /** All waiting users, in order of arrival. */
  waiting(): Promise<readonly Seeker[]>
  /** How many users wait. */
  count(): Promise<number>
}
