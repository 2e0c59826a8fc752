import type { Script } from '../script/script.ts'
import { broken, rivals, talking } from './linkScripts.ts'
import type { Regression } from './regression.ts'

/** Two talk, and the page of one of them crashes and is opened again. */
const reloaded: Script = {
  ...talking,
  steps: [
    ...talking.steps,
    { after: 0, do: 'reload', device: 1, crash: true, back: 500 },
    { after: 4_000, do: 'mustTalk', device: 0, with: 1 },
  ],
}

/**
 * Losses that a wrong line in `peerLinks.ts` would cause: what a page shows of its connection, and how long it waits for
 * media.
 */
export const interruptions: readonly Regression[] = [
  {
    lost: 'a caller who learns that another device was first sees an interruption instead of a call that connects',
    script: rivals,
    bug: broken(' || !sameDevice(plan.remote, old.plan.remote)', ''),
  },
  {
    lost: 'after a reload of the other side the call seems to connect for the first time',
    script: reloaded,
    bug: broken('if (plan.callId !== old.plan.callId || !sameDevice(plan.remote, old.plan.remote)) {', 'if (old) {'),
  },
  {
    lost: 'a call that was well until the other side was reloaded seems to connect for the first time',
    script: reloaded,
    bug: broken('(interruptedSince ?? clock.now())', 'interruptedSince'),
  },
  {
    lost: 'a page that was reloaded seems to connect for the first time',
    script: reloaded,
    bug: broken('plan.attempt > 0 ? clock.now() : null', 'null'),
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
    bug: broken('plan.attempt > 0 ? clock.now() : null', 'clock.now()'),
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
    bug: broken(
      "connection === 'connecting' ? null : (interruptedSince ?? clock.now())",
      'interruptedSince ?? clock.now()',
    ),
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
    bug: broken('(interruptedSince ?? clock.now())', 'clock.now()'),
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
]
