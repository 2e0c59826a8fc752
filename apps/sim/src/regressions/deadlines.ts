import type { Regression } from './regression.ts'

/** Calls that did not stop ringing when they were over, or stopped too early. */
export const deadlines: readonly Regression[] = [
  {
    lost: 'a caller whose clock is ahead gives up at once',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [{ after: 0, do: 'dial', device: 1, callee: 0, media: 'voice' }],
      deliveries: [
        { device: 1, message: 'connected', takes: 3_000 },
        { device: 1, message: 'sync answered', takes: 2_000 },
      ],
      ahead: { 1: 240_000 },
    },
    bug: {
      file: 'packages/call/src/server/ringTimeout.ts',
      find: 'deadline - clock.now()',
      replace: 'deadline - clock.wall()',
    },
  },
  {
    lost: 'a device whose clock is behind rings on for minutes, because it is offline when the call ends',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 1_000, do: 'cut', device: 2, deviceNotices: 15_000, serverNotices: 0, back: 60_000 },
      ],
      ahead: { 2: -200_000 },
    },
    bug: {
      file: 'packages/call/src/server/ringTimeout.ts',
      find: 'Math.min(deadlines.get(callId) ?? Number.POSITIVE_INFINITY, clock.now() + ms)',
      replace: 'Math.min(deadlines.get(callId) ?? Number.POSITIVE_INFINITY, clock.wall() + ms)',
    },
  },
  {
    lost: 'a call rings on and on after its caller has gone',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 1_000, do: 'cut', device: 0, deviceNotices: 20_000, serverNotices: 0, back: 0 },
      ],
    },
    bug: {
      file: 'apps/server/src/calls/attendance.ts',
      find: 'await lifecycle.change(callId, (now) => forgetDevice(now, device, clock.now()))',
      replace: '',
    },
  },
  {
    lost: 'a device rings for ever that never hears how the call ended',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 1_000, do: 'cut', device: 1, deviceNotices: 20_000, serverNotices: 0, back: 60_000 },
      ],
    },
    bug: {
      file: 'packages/call/src/server/ringTimeout.ts',
      find: 'clock.setTimeout(() => overdue(callId), Math.max(0, left + MARGIN_MS))',
      replace: '() => undefined',
    },
  },
  {
    lost: 'a call that was hung up rings again, under the name of the one that crossed it',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 0, do: 'dial', device: 1, callee: 0, media: 'voice' },
        { after: 7, do: 'cut', device: 1, deviceNotices: 3_000, serverNotices: 0, back: 0 },
        { after: 1_000, do: 'hangUp', device: 0 },
      ],
    },
    bug: {
      file: 'apps/server/src/calls/memoryStore.ts',
      find: 'ended.set(call.crossedBy, call)',
      replace: '',
    },
  },
  {
    lost: 'a device that was away when the call was cancelled rings on',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 1, callee: 0, media: 'voice' },
        { after: 1_000, do: 'cut', device: 0, deviceNotices: 2_000, serverNotices: 0, back: 0 },
        { after: 500, do: 'hangUp', device: 1 },
        { after: 5_000, do: 'mustHaveEnded', device: 0, as: 'cancelled' },
      ],
    },
    bug: {
      file: 'apps/server/src/calls/syncing.ts',
      find: 'call: call && viewFor(call, device, clock.now(), tickets.issue)',
      replace: 'call: null',
    },
  },
  {
    lost: 'a call rings on whose caller has reloaded the page and knows of none',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 1_000, do: 'reload', device: 0, crash: true, back: 500 },
        { after: 3_000, do: 'mustHaveEnded', device: 1, as: 'cancelled' },
      ],
    },
    bug: {
      file: 'apps/server/src/calls/syncing.ts',
      find: 'await endForgotten(device, believedId)',
      replace: '',
    },
  },
  {
    lost: 'a phantom rings: the call was hung up before it arrived',
    script: {
      seed: null,
      transport: 'unordered',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 1_000, do: 'hangUp', device: 0 },
      ],
      deliveries: [{ device: 0, message: 'placeCall', takes: 3_000 }],
    },
    bug: {
      file: 'apps/server/src/calls/service.ts',
      find: 'await store.bury(callId)',
      replace: '',
    },
  },
  {
    lost: 'a phantom rings: the request of a call that is over came twice',
    script: {
      seed: null,
      transport: 'unordered',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 1_000, do: 'hangUp', device: 0 },
      ],
      deliveries: [{ device: 0, message: 'placeCall', takes: 5, again: 3_000 }],
    },
    bug: {
      file: 'apps/server/src/calls/memoryStore.ts',
      find: 'ended.set(call.callId, call)',
      replace: '',
    },
  },
]
