import type { Bug } from '../bugs/bug.ts'
import type { Script } from '../script/script.ts'
import type { Regression } from './regression.ts'

const LINKS = 'packages/webrtc/src/peerLinks.ts'

const broken = (find: string, replace: string): Omit<Bug, 'name'> => ({ file: LINKS, find, replace })

const calm = { seed: null, transport: 'fifo' } as const

/** Two users who do not know each other. They must talk three seconds after one has accepted. */
const talking: Script = {
  ...calm,
  cast: [0, 1],
  preconnect: [],
  steps: [
    { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
    { after: 1_000, do: 'accept', device: 1, media: 'voice' },
    { after: 3_000, do: 'mustTalk', device: 0, with: 1 },
  ],
}

/** Losses that a wrong line in `peerLinks.ts` would cause: which links exist, and which link gets a signal. */
export const routing: readonly Regression[] = [
  {
    lost: 'after a reload an offer is lost that comes before the `renew`',
    script: {
      ...talking,
      transport: 'unordered',
      steps: [
        ...talking.steps,
        { after: 0, do: 'reload', device: 0, crash: true, back: 500 },
        { after: 3_000, do: 'mustTalk', device: 0, with: 1 },
      ],
      deliveries: [{ device: 0, message: 'signal renew', takes: 4_000 }],
    },
    bug: broken('for (const signal of inbox.take(callId, remote, attempt)) made.receive(signal)', ''),
  },
  {
    lost: 'an answer takes seconds although the two were connected while it rang',
    script: {
      ...talking,
      preconnect: [0, 1],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 3_000, do: 'accept', device: 1, media: 'voice' },
        { after: 20, do: 'mustTalk', device: 0, with: 1 },
      ],
    },
    bug: broken("for (const remote of standby) wanted.set(deviceKey(remote), { remote, phase: 'standby' })", ''),
  },
  {
    lost: 'an answer takes seconds although the offer was there while it rang',
    script: {
      ...talking,
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 3_000, do: 'accept', device: 1, media: 'voice' },
        { after: 50, do: 'mustTalk', device: 0, with: 1 },
      ],
    },
    bug: broken("for (const remote of withheld) wanted.set(deviceKey(remote), { remote, phase: 'withheld' })", ''),
  },
  {
    lost: 'a device that learns while it rings that the caller is known does not connect before the answer',
    script: {
      ...talking,
      preconnect: [0, 1],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 3_000, do: 'accept', device: 1, media: 'voice' },
        { after: 20, do: 'mustTalk', device: 0, with: 1 },
      ],
    },
    bug: broken('if (known) known.advance(phase)', 'if (known) continue'),
  },
  {
    lost: 'the other devices stay connected to the caller after one of them has answered',
    script: {
      ...talking,
      cast: [0, 1, 1],
      preconnect: [0, 1, 2],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 3_000, do: 'accept', device: 1, media: 'voice' },
        { after: 3_000, do: 'mustHaveEnded', device: 2, as: 'answeredElsewhere' },
      ],
    },
    bug: broken('      preconnected.delete(key)\n      link.close()', '      preconnected.delete(key)'),
  },
  {
    lost: 'two are connected anew each time that something about their call changes',
    script: talking,
    bug: broken('if (current?.serves(plan)) return', ''),
  },
  {
    lost: 'two never connect if one has begun anew before the other knew of the answer',
    script: {
      ...talking,
      transport: 'unordered',
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 1_000, do: 'accept', device: 1, media: 'voice' },
        { after: 7_000, do: 'mustTalk', device: 0, with: 1 },
      ],
      deliveries: [
        { device: 0, message: 'signal offer', nth: 1, takes: 4_900 },
        { device: 0, message: 'callAnswered', takes: 5_000 },
      ],
    },
    bug: broken('if (theirs > attempt) renewed(callId, theirs)', ''),
  },
  {
    lost: 'somebody who hangs up says no goodbye, and the other side waits half a minute for media',
    script: {
      ...talking,
      steps: [
        ...talking.steps,
        // `endCall` reaches the server late.
        { after: 0, do: 'hangUp', device: 1 },
        { after: 1_000, do: 'mustHaveEnded', device: 0, as: 'hangup' },
      ],
      deliveries: [{ device: 1, message: 'endCall', takes: 5_000 }],
    },
    bug: broken('void link.leave().then(() => leaving.delete(link))', ''),
  },
]
