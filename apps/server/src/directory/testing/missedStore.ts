import { type MissedCall, userKey } from '@parley/protocol'
import { type Directory, MAX_MISSED, type MissedEntry } from '../directory.ts'

/** The directory's missed calls, with control over writing. */
export interface MissedStore extends Pick<Directory, 'keepMissed' | 'listMissed'> {
  /** The entries of each write, in order. */
  readonly writes: MissedEntry[][]
  /** Makes the next writes wait until the returned function is called; with an error they fail. */
  hold(): (error?: Error) => void
}

/** Creates missed calls in memory. Every ID counts as claimed except those in `unknown`. */
export function createMissedStore({ unknown = [] }: { unknown?: readonly string[] } = {}): MissedStore {
  const byUser = new Map<string, MissedCall[]>()
  const writes: MissedEntry[][] = []
  let held: Promise<void> = Promise.resolve()

  return {
    writes,
    hold: () => {
      let settle: (error?: Error) => void = () => undefined
      held = new Promise((resolve, reject) => {
        settle = (error) => {
          held = Promise.resolve()
          if (error) reject(error)
          else resolve()
        }
      })
      return (error) => settle(error)
    },
    keepMissed: async (entries) => {
      writes.push([...entries])
      await held
      for (const { userId, missed } of entries) {
        const key = userKey(userId)
        const others = byUser.get(key) ?? []
        if (unknown.includes(key) || others.some(({ callId }) => callId === missed.callId)) continue
        byUser.set(key, [...others, missed].sort((one, other) => one.at - other.at).slice(-MAX_MISSED))
      }
    },
    listMissed: async (userId) => [...(byUser.get(userKey(userId)) ?? [])],
  }
}
