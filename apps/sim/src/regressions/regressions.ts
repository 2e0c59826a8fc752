import { calls } from './calls.ts'
import { clocks } from './clocks.ts'
import { deadlines } from './deadlines.ts'
import { interruptions } from './interruptions.ts'
import type { Regression } from './regression.ts'
import { restarts } from './restarts.ts'
import { ringing } from './ringing.ts'
import { routing } from './routing.ts'

/** All regressions. */
export const regressions: readonly Regression[] = [
  ...ringing,
  ...deadlines,
  ...restarts,
  ...calls,
  ...routing,
  ...interruptions,
  ...clocks,
]
