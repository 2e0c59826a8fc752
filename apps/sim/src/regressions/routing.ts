import type { Script, Step } from '../script/script.ts'
import { broken, calm, rivals, talking } from './linkScripts.ts'
import type { Regression } from './regression.ts'

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

/** Two ring at one, who knows both and takes the second call. */
const otherFirst: Script = {
  ...calm,
  transport: 'unordered',
  cast: [0, 1, 2],
  preconnect: [0, 1, 2],
  contacts: [1],
  steps: [
    { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
    { after: 1_000, do: 'dial', device: 2, callee: 1, media: 'voice' },
    { after: 2_000, do: 'accept', device: 1, media: 'voice', which: 1 },
  ],
}

/** A mistake in which connection an offer is taken for. */
const takesAnyOffer = {
  file: 'packages/webrtc/src/peer/negotiation/negotiation.ts',
  find: "if ((subsequent ?? false) !== isNegotiated()) throw new TypeError('an offer of another connection')\n",
  replace: '',
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
    bug: broken('if (current && latestAttempt() > current.plan.attempt) pace.ask()', ''),
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
    lost: 'somebody who takes another call, and then the first, answers over the connection that was closed meanwhile',
    script: {
      ...otherFirst,
      steps: [
        ...otherFirst.steps,
        // The first caller's browser has noticed by then that nobody is at the other end.
        { after: 12_000, do: 'accept', device: 1, media: 'voice' },
        { after: 3_000, do: 'mustTalk', device: 0, with: 1 },
      ],
      // The first caller hears nothing of the other call.
      deliveries: [{ device: 0, message: 'deviceRinging', nth: 3, takes: 30_000 }],
    },
    bug: takesAnyOffer,
  },
  {
    lost: 'a caller who hears late that somebody was in another call offers a second connection to the first',
    script: {
      ...otherFirst,
      steps: [
        ...otherFirst.steps,
        { after: 2_000, do: 'hangUp', device: 1 },
        { after: 8_000, do: 'accept', device: 1, media: 'voice' },
        { after: 3_000, do: 'mustTalk', device: 0, with: 1 },
      ],
      deliveries: [{ device: 1, message: 'confirmRinging', nth: 5, takes: 6_000 }],
    },
    bug: takesAnyOffer,
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
    bug: broken(
      'if (!sameDevice(current.plan.remote, from)) return\n',
      'if (!sameDevice(current.plan.remote, from)) return renewed(callId, attempt)\n',
    ),
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
    bug: broken('inbox.end(callId)\n', ''),
  },
]
