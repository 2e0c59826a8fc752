import type { Limiter } from '../limiter.ts'

/** Creates a limiter that allows everything. */
export function createOpenLimiter(): Limiter {
  return { take: async () => true, close: async () => undefined }
}
