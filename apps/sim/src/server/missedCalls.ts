import { type MissedCall, userKey } from '@parley/protocol'
import type { MissedCalls } from '@parley/server/calls'

/** Keeps the last 20 missed calls of each user. They survive a restart, like data on disk. */
export function createMissedCalls(): MissedCalls {
  const byUser = new Map<string, MissedCall[]>()
  const of = (userId: string) => byUser.get(userKey(userId)) ?? []

  return {
    keep: async (userId, missed) => {
      if (of(userId).some(({ callId }) => callId === missed.callId)) return
      byUser.set(userKey(userId), [...of(userId), missed].slice(-20))
    },
    list: async (userId) => [...of(userId)],
    close: async () => {},
  }
}
