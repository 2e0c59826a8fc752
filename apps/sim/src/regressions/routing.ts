import type { Bug } from '../bugs/bug.ts'
import type { Script, Step } from '../script/script.ts'
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

/** A user with two devices is called. One of them accepts, and the other must learn of it. */
const severalRing: Script = {
  ...calm,
  cast: [0, 1, 1],
  preconnect: [0, 1, 2],
  steps: [
    { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
    { after: 4_000, do: 'accept', device: 1, media: 'voice' },
    { after: 20, do: 'mustTalk', device: 0, with: 1 },
    { after: 2_000, do: 'mustHaveEnded', device: 2, as: 'answeredElsewhere' },
  ],
}

/**
 * Two devices of one user accept. The server takes the first. The caller learns of the second over the preconnected link
 * before it learns of the first.
 */
const rivals: Script = {
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

/** Two talk, and the page of one of them crashes and is opened again. */
const reloaded: Script = {
  ...talking,
  steps: [
    ...talking.steps,
    { after: 0, do: 'reload', device: 1, crash: true, back: 500 },
    { after: 4_000, do: 'mustTalk', device: 0, with: 1 },
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
  {
    lost: 'the caller stays connected to the devices that did not answer',
    script: severalRing,
    bug: broken('drop(() => true)\n    return taken', 'return taken'),
  },
  {
    lost: 'each device that begins to ring breaks the connections to the others',
    script: {
      ...severalRing,
      // The second device of the callee rings later.
      deliveries: [{ device: 2, message: 'incomingCall', takes: 1_500 }],
    },
    bug: broken('if (!unwanted(key, link)) continue', ''),
  },
  {
    lost: 'the second call to somebody takes seconds to connect',
    script: {
      ...talking,
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 2_000, do: 'hangUp', device: 0 },
        { after: 1_000, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 3_000, do: 'accept', device: 1, media: 'voice' },
        { after: 50, do: 'mustTalk', device: 0, with: 1 },
      ],
    },
    bug: broken('preconnected.delete(key)\n      link.close()', 'link.close()'),
  },
  {
    lost: 'a device that accepted too late makes the two who talk connect anew',
    script: {
      ...talking,
      transport: 'unordered',
      cast: [0, 1, 1],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        // After 3 s without an offer this device asks for another.
        { after: 2_000, do: 'accept', device: 2, media: 'voice' },
        { after: 3_100, do: 'accept', device: 1, media: 'voice' },
        { after: 1_420, do: 'mustTalk', device: 0, with: 1 },
      ],
      deliveries: [
        { device: 2, message: 'acceptCall', takes: 10_000 },
        { device: 2, message: 'signal offer', takes: 20_000 },
        { device: 0, message: 'signal renew', takes: 1_500 },
      ],
    },
    bug: broken('if (!sameDevice(current.plan.remote, from)) return\n', ''),
  },
  {
    lost: 'a caller who learns that another device was first sees an interruption instead of a call that connects',
    script: rivals,
    bug: broken(' || !sameDevice(plan.remote, old.plan.remote)', ''),
  },
  {
    lost: 'a device that accepted too late ends the call of the device that was first',
    script: rivals,
    bug: broken(
      "if (plan.kind !== 'preconnect' && plan.silent) current.close()\n    else leave(current)",
      'leave(current)',
    ),
  },
  {
    lost: 'after a reload of the other side the call seems to connect for the first time',
    script: reloaded,
    bug: broken('if (plan.callId !== old.plan.callId || !sameDevice(plan.remote, old.plan.remote)) {', 'if (old) {'),
  },
  {
    lost: 'a call that was well until the other side was reloaded seems to connect for the first time',
    script: reloaded,
    bug: broken('(interruptedSince ?? now())', 'interruptedSince'),
  },
  {
    lost: 'a page that was reloaded seems to connect for the first time',
    script: reloaded,
    bug: broken('plan.attempt > 0 ? now() : null', 'null'),
  },
  {
    lost: 'a call of two who dialled each other seems to be interrupted before it has begun',
    script: {
      ...talking,
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 0, do: 'dial', device: 1, callee: 0, media: 'voice' },
        { after: 3_000, do: 'mustTalk', device: 0, with: 1 },
      ],
    },
    bug: broken('plan.attempt > 0 ? now() : null', 'now()'),
  },
  {
    lost: 'a call that never connected seems to be interrupted after a reload of the other side',
    script: {
      ...talking,
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 1_000, do: 'accept', device: 1, media: 'voice' },
        { after: 500, do: 'reload', device: 1, crash: true, back: 500 },
        { after: 6_000, do: 'mustTalk', device: 0, with: 1 },
      ],
      deliveries: [{ device: 1, message: 'signal answer', nth: 1, takes: 9_000 }],
    },
    bug: broken("connection === 'connecting' ? null : (interruptedSince ?? now())", 'interruptedSince ?? now()'),
  },
  {
    lost: 'somebody waits longer for lost media because the other side was reloaded meanwhile',
    script: {
      ...talking,
      steps: [
        ...talking.steps,
        { after: 0, do: 'losePath', device: 0 },
        { after: 10_000, do: 'reload', device: 1, crash: true, back: 500 },
        { after: 5_000, do: 'mustTalk', device: 0, with: 1 },
      ],
    },
    bug: broken('(interruptedSince ?? now())', 'now()'),
  },
  {
    lost: 'after a call the page shows the connection of the other side as if the call went on',
    script: {
      ...talking,
      steps: [
        ...talking.steps,
        { after: 0, do: 'hangUp', device: 0 },
        { after: 1_000, do: 'mustHaveEnded', device: 1, as: 'hangup' },
      ],
    },
    bug: broken('else leave(current)\n    current = null', 'else leave(current)'),
  },
  {
    lost: 'late offers of calls that are over push out the offer of the call that two begin by dialling each other',
    script: {
      ...talking,
      transport: 'unordered',
      steps: [
        ...[0, 300, 300, 300].flatMap((after): Step[] => [
          { after, do: 'dial', device: 0, callee: 1, media: 'voice' },
          { after: 500, do: 'hangUp', device: 0 },
        ]),
        { after: 300, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 20, do: 'dial', device: 1, callee: 0, media: 'voice' },
        { after: 1_200, do: 'mustTalk', device: 0, with: 1 },
      ],
      deliveries: [
        ...[3_500, 2_700, 1_900, 1_100].map((takes, index) => ({
          ...{ device: 1, message: 'signal offer', nth: index + 1, takes },
        })),
        { device: 1, message: 'incomingCall', nth: 5, takes: 3_000 },
        { device: 1, message: 'placeCall answered', takes: 1_000 },
      ],
    },
    bug: broken('if (callId !== null && callId !== next) inbox.end(callId)', ''),
  },
]
