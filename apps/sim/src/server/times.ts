import { limits } from '@parley/protocol'

/** The deadlines of the simulated server, in milliseconds. */
export const TIMES = {
  ringMs: limits.RING_MS,
  returnMs: limits.RETURN_MS,
  goneMs: limits.GONE_MS,
  awayMs: 60_000,
} as const
