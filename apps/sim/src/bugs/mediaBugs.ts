import type { Bug } from './bug.ts'

const LINK = 'packages/webrtc/src/peer/peerLink.ts'

/** Mistakes in a device's peer links. */
export const mediaBugs: readonly Bug[] = [
  {
    name: 'a link made while it rang that came to nothing is waited for',
    file: LINK,
    find: 'cancelPatience = ports.clock.setTimeout(() => isInVain() && askForAnother(), PATIENCE_MS)',
    replace: '',
  },
]
