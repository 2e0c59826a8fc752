import type { Bug } from '../bugs/bug.ts'
import type { Script } from '../script/script.ts'

const LINKS = 'packages/webrtc/src/peerLinks.ts'

/** A mistake in the routing of links: replaces this text of `peerLinks.ts`. */
export const broken = (find: string, replace: string): Omit<Bug, 'name'> => ({ file: LINKS, find, replace })

/** No faults but those of the script; messages come in order. */
export const calm = { seed: null, transport: 'fifo' } as const

/** Two users who do not know each other. They must talk three seconds after one has accepted. */
export const talking: Script = {
  ...calm,
  cast: [0, 1],
  preconnect: [],
  steps: [
    { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
    { after: 1_000, do: 'accept', device: 1, media: 'voice' },
    { after: 3_000, do: 'mustTalk', device: 0, with: 1 },
  ],
}

/**
 * Two devices of one user accept. The server takes the first. The caller learns of the second over the preconnected link
 * before it learns of the first.
 */
export const rivals: Script = {
  ...calm,
  cast: [0, 1, 1],
  preconnect: [0, 2],
  steps: [
    { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
    { after: 3_000, do: 'accept', device: 1, media: 'voice' },
    { after: 5, do: 'accept', device: 2, media: 'voice' },
    { after: 8_000, do: 'mustTalk', device: 0, with: 1 },
    { after: 0, do: 'mustHaveEnded', device: 2, as: 'answeredElsewhere' },
  ],
  deliveries: [
    { device: 1, message: 'acceptCall', takes: 100 },
    { device: 2, message: 'acceptCall', takes: 1_000 },
    { device: 0, message: 'callAnswered', takes: 500 },
  ],
}
