import type { Bug } from './bug.ts'
import { callBugs } from './callBugs.ts'
import { mediaBugs } from './mediaBugs.ts'
import { serverBugs } from './serverBugs.ts'

/** Every mistake that the simulation must find. */
export const bugs: readonly Bug[] = [...serverBugs, ...callBugs, ...mediaBugs]
