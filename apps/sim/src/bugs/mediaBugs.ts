import type { Bug } from './bug.ts'

const device = (name: string) => `apps/sim/src/device/${name}.ts`

/** Mistakes of a device about its connections. */
export const mediaBugs: readonly Bug[] = [
  {
    name: 'what is of an earlier connection is taken for the one there is',
    file: device('media'),
    find: 'else if (theirs === link.attempt) link.receive(signal)',
    replace: 'else link.receive(signal)',
  },
  {
    name: 'who says that the page goes is not heard',
    file: device('link'),
    find: 'if (away || asleep) return',
    replace: 'return',
  },
  {
    name: 'a device that came too late says goodbye',
    file: device('media'),
    find: 'late ? null : old.farewell()',
    replace: 'old.farewell()',
  },
  {
    name: 'what was made while it rang and came to nothing is waited for',
    file: device('link'),
    find: 'cancelPatience = clock.setTimeout(() => isInVain() && deps.renewed(attempt + 1), PATIENCE_MS)',
    replace: '',
  },
  {
    name: 'a call that is over is kept for the next page',
    file: device('resuming'),
    find: 'else kept = null',
    replace: '',
  },
]
