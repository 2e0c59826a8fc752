import type { Regression } from './regression.ts'

const HOUR = 3_600_000

/** What was lost when a clock was set: each is decided by a clock that never steps. */
export const clocks: readonly Regression[] = [
  {
    lost: 'a call that lasted seconds stands as an hour in the history, because the clock was set meanwhile',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 1_000, do: 'accept', device: 1, media: 'voice' },
        { after: 3_000, do: 'setClock', device: 1, by: HOUR },
        { after: 3_000, do: 'hangUp', device: 0 },
      ],
    },
    bug: {
      file: 'packages/call/src/state/endCases.ts',
      find: 'Math.round((at - call.since) / 1000)',
      replace: 'Math.round((wall % 86_400_000) / 1000)',
    },
  },
  {
    lost: 'an app that is opened while it rings does not ring, because the server’s clock was set',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'reload', device: 2, crash: false, back: 5_000 },
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 1_000, do: 'setClock', device: null, by: HOUR },
        { after: 8_000, do: 'mustRing', device: 2 },
      ],
    },
    bug: {
      file: 'apps/server/src/calls/syncing.ts',
      find: 'call.expiresAt > now)',
      replace: 'call.expiresAt > clock.wall())',
    },
  },
  {
    lost: 'a restarted server does not know a call again, because its clock was set back before',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 1_000, do: 'accept', device: 1, media: 'voice' },
        { after: 3_000, do: 'setClock', device: null, by: -HOUR },
        { after: 1_000, do: 'restart' },
      ],
    },
    bug: {
      file: 'apps/server/src/calls/tickets.ts',
      find: 'fromEarlier: by !== boot',
      replace: 'fromEarlier: by !== boot && data.answeredAt < clock.wall()',
    },
  },
  {
    lost: 'a page that is reloaded counts its call by the clock of the page before',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 1_000, do: 'accept', device: 1, media: 'voice' },
        { after: 60_000, do: 'reload', device: 1, crash: false, back: 500 },
        { after: 20_000, do: 'hangUp', device: 1 },
      ],
    },
    bug: {
      file: 'apps/sim/src/device/resuming.ts',
      find: '{ ...kept.call, since }',
      replace: 'kept.call',
    },
  },
]
