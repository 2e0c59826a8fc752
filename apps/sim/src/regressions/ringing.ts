import type { Regression } from './regression.ts'

/** Calls that did not ring, or did not stop ringing. */
export const ringing: readonly Regression[] = [
  {
    lost: 'a call that came while its callee was in one that a restarted server had forgotten never rings',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1, 2],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 2, callee: 0, media: 'voice' },
        // The devices reconnect in the order of their numbers, so the second caller is back before the first.
        { after: 1_000, do: 'restart' },
        { after: 0, do: 'dial', device: 1, callee: 0, media: 'voice' },
        { after: 3_000, do: 'decline', device: 0 },
        { after: 1_000, do: 'mustRing', device: 0 },
      ],
    },
    bug: {
      file: 'packages/call/src/server/callListeners.ts',
      find: 'invitations.takeOverlooked()',
      replace: 'false',
    },
  },
  {
    lost: 'a call whose invitation overtakes the end of the call before never rings',
    script: {
      seed: null,
      transport: 'unordered',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 1, callee: 0, media: 'voice' },
        { after: 1_000, do: 'accept', device: 0, media: 'voice' },
        // Otherwise the goodbye would arrive over the connection.
        { after: 2_000, do: 'losePath', device: 1 },
        { after: 500, do: 'hangUp', device: 1 },
        { after: 100, do: 'dial', device: 1, callee: 0, media: 'voice' },
        { after: 5_000, do: 'mustRing', device: 0 },
      ],
      deliveries: [{ device: 0, message: 'callEnded', takes: 3_000 }],
    },
    bug: {
      file: 'packages/call/src/server/invitations.ts',
      find: "if (call.status !== 'IDLE' && call.callId !== callId) overlooked = true",
      replace: '',
    },
  },
  {
    lost: 'a caller whose clock is ahead gives up at once, before the server has told its time',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      // Device 1 dials before it is connected, so the call is placed before the two sides compare their clocks.
      steps: [{ after: 0, do: 'dial', device: 1, callee: 0, media: 'voice' }],
      deliveries: [
        { device: 1, message: 'connected', takes: 3_000 },
        { device: 1, message: 'sync answered', takes: 2_000 },
      ],
      ahead: { 1: 240_000 },
    },
    bug: {
      file: 'packages/call/src/server/ringTimeout.ts',
      find: 'ahead !== null && deadline?.callId === callId ?',
      replace: 'deadline?.callId === callId ?',
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
      find: '? localTime(deadline.expiresAt)',
      replace: '? deadline.expiresAt',
    },
  },
  {
    lost: 'a device that has lost the server rings on past the deadline, once more with each connection',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 1, callee: 0, media: 'voice' },
        // The caller's page is gone, and the restarted server does not know the call.
        { after: 1_000, do: 'reload', device: 1, crash: true, back: null },
        { after: 0, do: 'restart' },
        { after: 47_000, do: 'cut', device: 0, deviceNotices: 0, serverNotices: 0, back: 0 },
        { after: 3_000, do: 'cut', device: 0, deviceNotices: 0, serverNotices: 0, back: 0 },
        { after: 3_000, do: 'cut', device: 0, deviceNotices: 0, serverNotices: 0, back: 0 },
      ],
    },
    bug: {
      file: 'packages/call/src/server/ringTimeout.ts',
      find: 'Math.max(0, at + MARGIN_MS - clock.now())',
      replace: 'Math.max(0, at - clock.now()) + MARGIN_MS',
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
      find: 'cancel = clock.setTimeout(() => overdue(callId), Math.max(0, at + MARGIN_MS - clock.now()))',
      replace: '',
    },
  },
  {
    lost: 'a call is refused as busy because the answer to its first request was lost',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        // By then the request has arrived, and its answer is under way.
        { after: 7, do: 'cut', device: 0, deviceNotices: 0, serverNotices: 0, back: 500 },
        { after: 3_000, do: 'mustRing', device: 1 },
      ],
    },
    bug: {
      file: 'apps/server/src/calls/placing.ts',
      find: "return own ? show(known, device, tickets) : refuse('invalid')",
      replace: "return refuse('busy')",
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
    lost: 'a device that says twice that it rings counts for two',
    script: {
      seed: null,
      transport: 'unordered',
      cast: [0, 1],
      preconnect: [],
      steps: [{ after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' }],
      deliveries: [{ device: 1, message: 'confirmRinging', takes: 5, again: 100 }],
    },
    bug: {
      file: 'apps/server/src/calls/transitions.ts',
      find: 'const known = call.ringing.find((other) => sameDevice(other, device))',
      replace: 'const known = null as RingingDevice | null',
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
      find: 'call: call && viewFor(call, device, tickets.issue)',
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
    lost: 'a call that nobody answers keeps its two busy',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 46_000, do: 'mustHaveEnded', device: 0, as: 'timeout' },
      ],
    },
    bug: {
      file: 'apps/server/src/calls/lifecycle.ts',
      find: "'ring', call.expiresAt - clock.now()",
      replace: "'ring', call.expiresAt",
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
  {
    lost: 'a caller learns at once that somebody has blocked them',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 2_000, do: 'block', device: 1 },
        { after: 45_000, do: 'mustHaveEnded', device: 0, as: 'timeout' },
      ],
    },
    bug: {
      file: 'apps/server/src/calls/transitions.ts',
      find: "if (everywhere) return { ...call, silenced: 'blocked' }",
      replace: "if (everywhere) return end(call, 'declined', call.placedAt)",
    },
  },
  {
    lost: 'it rings for somebody who is blocked',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'screen', device: 1, caller: 0, as: 'block' },
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
      ],
    },
    bug: {
      file: 'packages/call/src/server/screening.ts',
      find: "if (verdict === 'ring' && !ignored.has(callId)) return true",
      replace: 'return true',
    },
  },
  {
    lost: 'the late end of the call before is taken for that of the one there is',
    script: {
      seed: null,
      transport: 'unordered',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 1, callee: 0, media: 'voice' },
        { after: 1_000, do: 'decline', device: 0 },
        { after: 1_000, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 1_000, do: 'accept', device: 1, media: 'voice' },
        { after: 5_000, do: 'mustTalk', device: 0, with: 1 },
      ],
      deliveries: [{ device: 0, message: 'callEnded', nth: 1, takes: 3_000 }],
    },
    bug: {
      file: 'packages/call/src/state/endCases.ts',
      find: "if (call.status !== 'IDLE' && call.callId === payload.callId) return end(",
      replace: "if (call.status !== 'IDLE') return end(",
    },
  },
]
