import { limits, type UserId, userKey } from '@parley/protocol'
import { createExpiringMap } from '../expiringMap.ts'
import { MAX_PAIRS, MAX_REPORTED, type MatchQueue, REPORT_MS, REPORTS, type Seeker } from './matchQueue.ts'

interface Entry {
  readonly seeker: Seeker
  readonly avoid: ReadonlySet<string>
  /** When this user may meet one of those who waited at its last `seek`; milliseconds, Infinity for never. */
  readonly due: number
}

/** A match queue whose memory can be measured. */
export interface MemoryQueue extends MatchQueue {
  /** How many pairs and reported users are remembered. */
  readonly remembered: { pairs: number; reported: number }
}

const pairOf = (one: UserId, other: UserId): string => [userKey(one), userKey(other)].sort().join(' ')

/** Creates a match queue in this process's memory. Each method is atomic because it never awaits. */
export function createMemoryQueue({ now }: { now: () => number }): MemoryQueue {
  /** The waiting users by `userKey`, in order of arrival. */
  const entries = new Map<string, Entry>()
  const metAt = createExpiringMap<number>({ now, keepMs: limits.MATCH_AGAIN_MS, max: MAX_PAIRS })
  const never = createExpiringMap<true>({ now, keepMs: Number.POSITIVE_INFINITY, max: MAX_PAIRS })
  /** For each reported user, the reporters and the times of their reports. */
  const reports = createExpiringMap<Map<string, number>>({ now, keepMs: REPORT_MS, max: MAX_REPORTED })
  const shunnedAt = createExpiringMap<number>({ now, keepMs: REPORT_MS, max: MAX_REPORTED })
  let nextDue = Number.POSITIVE_INFINITY

  const shunnedUntil = (user: string): number => (shunnedAt.get(user) ?? Number.NEGATIVE_INFINITY) + REPORT_MS

  /** Until when the two may not meet, by `now`; Infinity if never while both wait. */
  function barredUntil(one: Entry, other: Entry): number {
    const [user, otherUser] = [userKey(one.seeker.device.userId), userKey(other.seeker.device.userId)]
    const pair = pairOf(user, otherUser)
    if (one.avoid.has(otherUser) || other.avoid.has(user) || never.get(pair)) return Number.POSITIVE_INFINITY
    const again = (metAt.get(pair) ?? Number.NEGATIVE_INFINITY) + limits.MATCH_AGAIN_MS
    return Math.max(again, shunnedUntil(user), shunnedUntil(otherUser))
  }

  function shunIfReported(user: string, by: Map<string, number>): void {
    for (const [reporter, at] of by) if (now() - at >= REPORT_MS) by.delete(reporter)
    if (by.size < REPORTS) return
    by.clear()
    shunnedAt.set(user, now())
  }

  return {
    seek: async (seeker) => {
      const user = userKey(seeker.device.userId)
      const seeking = { seeker, avoid: new Set(seeker.avoid.map(userKey)), due: 0 }
      let due = Number.POSITIVE_INFINITY
      for (const [otherUser, other] of entries) {
        if (otherUser === user) continue
        const until = barredUntil(seeking, other)
        if (until <= now()) return other.seeker
        due = Math.min(due, until)
      }
      if (entries.get(user)?.seeker.callId !== seeker.callId) entries.delete(user)
      entries.set(user, { ...seeking, due })
      nextDue = Math.min(nextDue, due)
      return null
    },
    find: async (userId) => entries.get(userKey(userId))?.seeker ?? null,
    leave: async ({ callId, device }) => {
      const user = userKey(device.userId)
      return entries.get(user)?.seeker.callId === callId && entries.delete(user)
    },
    met: async (one, other) => metAt.set(pairOf(one, other), now()),
    report: async (by, whom) => {
      const pair = pairOf(by, whom)
      const user = userKey(whom)
      const reporters = reports.get(user) ?? new Map<string, number>()
      const isNew = !reporters.has(userKey(by))
      never.set(pair, true)
      reporters.set(userKey(by), now())
      reports.set(user, reporters)
      shunIfReported(user, reporters)
      return isNew
    },
    due: async () => {
      const time = now()
      const due = [...entries.values()].filter((entry) => entry.due <= time)
      // The due users will seek again, which sets their next time.
      const later = [...entries.values()].filter((entry) => entry.due > time).map((entry) => entry.due)
      nextDue = Math.min(Number.POSITIVE_INFINITY, ...later)
      return due.map(({ seeker }) => seeker)
    },
    nextDue: async () => (entries.size > 0 && nextDue < Number.POSITIVE_INFINITY ? nextDue : null),
    waiting: async () => [...entries.values()].map(({ seeker }) => seeker),
    count: async () => entries.size,
    get remembered() {
      return { pairs: metAt.size() + never.size(), reported: reports.size() + shunnedAt.size() }
    },
  }
}
