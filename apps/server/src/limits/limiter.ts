import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { LimitKind, Rates } from './rates.ts'

/** Counts what each address and each user asks for, so that nobody can take the server from the others. */
export interface Limiter {
  /** Counts one more of this kind for this key. Resolves to false if that is more than the kind's rate allows. */
  take(kind: LimitKind, key: string): Promise<boolean>
  /** Forgets everything and ends all timers. */
  close(): Promise<void>
}

/**
 * Counts in the memory of this process, in windows that begin with the first one counted; by the machine's own time.
 * It forgets a key when its window is over, and its timers do not keep the process alive.
 */
export function createMemoryLimiter(rates: Rates): Limiter {
  const counters = new Map<LimitKind, RateLimiterMemory>()

  function counterFor(kind: LimitKind): RateLimiterMemory {
    const known = counters.get(kind)
    if (known) return known
    const { points, seconds } = rates[kind]
    const counter = new RateLimiterMemory({ points, duration: seconds })
    counters.set(kind, counter)
    return counter
  }

  return {
    take: async (kind, key) => {
      try {
        await counterFor(kind).consume(key)
        return true
      } catch (problem) {
        // "Too many" is rejected with a plain result; anything else is a failure and must not pass for one.
        if (problem instanceof RateLimiterRes) return false
        throw problem
      }
    },
    close: async () => {
      for (const counter of counters.values()) {
        for (const { key } of counter.dump().storage) await counter.delete(key)
      }
      counters.clear()
    },
  }
}
