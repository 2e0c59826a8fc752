import type { Locks } from '../platform.ts'

/** Web Locks of all pages of one browser. A waiting request is rejected when its signal aborts. */
export interface FakeLocks {
  readonly locks: Locks
  /** The names of the locks that are held. A test may add one, as if a crashed page held it. */
  readonly held: Set<string>
}

/** Creates locks, none of which is held. */
export function createFakeLocks(): FakeLocks {
  const held = new Set<string>()
  const waiting = new Map<() => void, string>()
  const request = (name: string, { signal }: { signal: AbortSignal }, use: () => Promise<unknown>): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const attempt = () => {
        if (held.has(name)) return
        waiting.delete(attempt)
        held.add(name)
        const release = () => {
          held.delete(name)
          for (const next of [...waiting.keys()]) next()
        }
        use().finally(release).then(resolve, reject)
      }
      signal.addEventListener('abort', () => {
        // A lock that is held already stays held (Web Locks §3.3).
        if (waiting.delete(attempt)) reject(signal.reason)
      })
      waiting.set(attempt, name)
      attempt()
    })
  const query = async () => ({
    held: [...held].map((name) => ({ name })),
    pending: [...waiting.values()].map((name) => ({ name })),
  })
  // A cast: the object has only the methods that are used.
  return { held, locks: { request, query } as unknown as Locks }
}
