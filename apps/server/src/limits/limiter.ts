import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { LimitKind, Rates } from './rates.ts'

/** Limits the requests of each address and each user, so that none can overload the server. */
export interface Limiter {
  /** Counts one request. Resolves to false if it exceeds the kind's rate. */
  take(kind: LimitKind, key: string): Promise<boolean>
  /** Forgets all counts and clears all timers. */
  close(): Promise<void>
}

/**
 * Creates a limiter in this process's memory, on the machine's clock. A key's window begins with its first request, and
 * the key is forgotten when the window ends. Its timers do not keep the process alive.
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
        // The library rejects with a RateLimiterRes if the rate is exceeded; any other rejection is a failure.
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
