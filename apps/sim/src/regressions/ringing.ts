import type { Regression } from './regression.ts'

/** Calls that did not ring, or rang where they must not. */
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
      file: 'packages/call/src/state/callSlice.ts',
      find: '{ ...state, others: [...others, call] }',
      replace: 'state',
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
      find: 'isContact(caller.userId, identity) || isWith(caller.userId)',
      replace: 'isContact(caller.userId, identity)',
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
      find: "return own ? show(known, device, deps) : refuse('invalid')",
      replace: "return refuse('busy')",
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
      find: "return verdict === 'ring' && ignored.has(callId) ? 'silence' : verdict",
      replace: "return verdict && 'ring'",
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
      find: "if (call.status !== 'IDLE' && call.callId === callId) return end(",
      replace: "if (call.status !== 'IDLE') return end(",
    },
  },
]
