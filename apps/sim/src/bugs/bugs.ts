import type { Bug } from './bug.ts'
import { deviceBugs } from './deviceBugs.ts'
import { serverBugs } from './serverBugs.ts'

/** All mistakes that the simulation must find. */
export const bugs: readonly Bug[] = [...serverBugs, ...deviceBugs]
