import type { Bug } from './bug.ts'

const LINK = 'packages/webrtc/src/peer/peerLink.ts'

/** Mistakes in a device's peer links. */
export const mediaBugs: readonly Bug[] = [
  {
    name: 'what was made while it rang and came to nothing is waited for',
    file: LINK,
    find: 'cancelPatience = ports.clock.setTimeout(() => isInVain() && askForAnother(), PATIENCE_MS)',
    replace: '',
  },
]
