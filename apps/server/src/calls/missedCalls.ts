import { type MissedCall, type UserId, userKey } from '@parley/protocol'

/** How many missed calls are kept for one user. */
const MAX_MISSED = 50

/** The calls users did not take, for as long as somebody holds their ID. */
export interface MissedCalls {
  /** Keeps it once, however often it is told; the oldest give way. */
  keep(userId: UserId, missed: MissedCall): void
  list(userId: UserId): MissedCall[]
  forget(userId: UserId): void
}

export function createMissedCalls(): MissedCalls {
  const byUser = new Map<string, MissedCall[]>()
  const list = (userId: UserId) => byUser.get(userKey(userId)) ?? []

  return {
    keep: (userId, missed) => {
      const others = list(userId).filter(({ callId }) => callId !== missed.callId)
      byUser.set(userKey(userId), [...others, missed].slice(-MAX_MISSED))
    },
    list: (userId) => [...list(userId)],
    forget: (userId) => void byUser.delete(userKey(userId)),
  }
}
