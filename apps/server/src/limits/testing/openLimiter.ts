import type { Limiter } from '../limiter.ts'

/** A limiter without limits, for tests of something else. */
export function createOpenLimiter(): Limiter {
  return { take: async () => true, close: async () => undefined }
}
