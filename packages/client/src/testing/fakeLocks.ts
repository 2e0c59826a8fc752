import type { Locks } from '../platform.ts'

/** Web Locks over all pages of one browser; whoever waits gives up when their signal says so. */
export interface FakeLocks {
  readonly locks: Locks
  /** The names that are held; a test may hold one itself, for a page that has crashed. */
  readonly held: Set<string>
}

/** Nobody holds anything yet. */
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
        // Who holds it already keeps it (Web Locks §3.3).
        if (waiting.delete(attempt)) reject(signal.reason)
      })
      waiting.set(attempt, name)
      attempt()
    })
  const query = async () => ({
    held: [...held].map((name) => ({ name })),
    pending: [...waiting.values()].map((name) => ({ name })),
  })
  // It has what is used of a lock manager, and not the rest.
  return { held, locks: { request, query } as unknown as Locks }
}
