import type { Bug } from './bug.ts'

const LINKS = 'packages/webrtc/src/peerLinks.ts'
const LINK = 'packages/webrtc/src/peer/peerLink.ts'

/** Mistakes of a device about its connections. */
export const mediaBugs: readonly Bug[] = [
  {
    name: 'what is of an earlier connection is taken for the one there is',
    file: LINKS,
    find: 'if (attempt === current.plan.attempt) return current.receive(signal)',
    replace: 'if (attempt <= current.plan.attempt) return current.receive(signal)',
  },
  {
    name: 'who says that the page goes is not heard',
    file: LINK,
    find: "if (signal.type === 'away') monitor.peerAway()",
    replace: '',
  },
  {
    name: 'a device that came too late says goodbye',
    file: LINKS,
    find: "if (plan.kind !== 'warm' && plan.silent) current.close()\n    else leave(current)",
    replace: 'leave(current)',
  },
  {
    name: 'what was made while it rang and came to nothing is waited for',
    file: LINK,
    find: 'cancelPatience = ports.clock.setTimeout(() => isInVain() && another(), PATIENCE_MS)',
    replace: '',
  },
  {
    name: 'a call that is over is kept for the next page',
    file: 'apps/sim/src/device/resuming.ts',
    find: 'else kept = null',
    replace: '',
  },
]
