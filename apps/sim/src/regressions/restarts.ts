import type { Regression } from './regression.ts'

/** Losses caused by a restart of the server. */
export const restarts: readonly Regression[] = [
  {
    lost: 'a caller waits for somebody who has declined, since the restarted server was never told',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 1, callee: 0, media: 'voice' },
        { after: 1_000, do: 'restart' },
        // The callee's device reconnects before the caller's, so the server knows no call to decline.
        { after: 100, do: 'decline', device: 0 },
        { after: 5_000, do: 'mustHaveEnded', device: 1, as: 'declined' },
      ],
    },
    bug: {
      file: 'packages/call/src/server/invitations.ts',
      find: "call.lastEnd.reason === 'declined'",
      replace: 'false',
    },
  },
  {
    lost: 'a call that goes on is unknown to the restarted server for good, because one of its two dialled elsewhere',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 0, 1, 2],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 1, callee: 1, media: 'voice' },
        { after: 1_000, do: 'accept', device: 2, media: 'voice' },
        { after: 2_000, do: 'restart' },
        // Device 0 reconnects before the other one of its person, so for the server they are in its call.
        { after: 0, do: 'dial', device: 0, callee: 2, media: 'voice' },
        { after: 6_000, do: 'hangUp', device: 0 },
      ],
    },
    bug: {
      file: 'packages/call/src/server/syncing.ts',
      find: 'cancelAgain = later.run(syncAgain, NOT_ADOPTED_MS)',
      replace: ';',
    },
  },
  {
    lost: 'two who are connected are parted: the caller had the answer from the callee, the restarted server from nobody',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [0, 1],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 3_000, do: 'restart' },
        { after: 0, do: 'accept', device: 1, media: 'voice' },
        { after: 25_000, do: 'mustTalk', device: 0, with: 1 },
      ],
    },
    bug: {
      file: 'packages/call/src/server/placing.ts',
      find: "return call.status === 'IN_CALL' && call.kind === 'direct' && call.role === 'initiator' && call.ticket === null",
      replace: 'return false',
    },
  },
  {
    lost: 'a page that was reloaded while the server was restarted never gets its media back',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 1_000, do: 'accept', device: 1, media: 'voice' },
        { after: 2_000, do: 'restart' },
        { after: 0, do: 'reload', device: 1, crash: true, back: 500 },
        { after: 20_000, do: 'mustTalk', device: 0, with: 1 },
      ],
      // The server restores the call only by the other device's ticket, and that device reconnects late.
      deliveries: [{ device: 0, message: 'connect', nth: 2, takes: 2_000 }],
    },
    bug: {
      file: 'packages/call/src/server/signalTransport.ts',
      find: "if (ack.error !== 'unavailable' && !notAdoptedYet) return",
      replace: 'return',
    },
  },
  {
    lost: 'a call is refused that was accepted before the caller was back at the restarted server',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 1, callee: 0, media: 'voice' },
        { after: 3_000, do: 'restart' },
        { after: 400, do: 'accept', device: 0, media: 'voice' },
        { after: 10_000, do: 'mustTalk', device: 0, with: 1 },
      ],
    },
    bug: {
      file: 'apps/server/src/calls/service.ts',
      find: "mayCome ? 'unavailable' : 'notInCall'",
      replace: "'notInCall'",
    },
  },
  {
    lost: 'two who dialled each other are unknown to the restarted server, each by the name of its own call',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 0, do: 'dial', device: 1, callee: 0, media: 'voice' },
        { after: 3_000, do: 'restart' },
        { after: 10_000, do: 'mustTalk', device: 0, with: 1 },
      ],
      // The server is restarted before the answer to device 1's `placeCall` arrives, so the answer is lost.
      deliveries: [{ device: 1, message: 'placeCall answered', nth: 1, takes: 4_000 }],
    },
    bug: {
      file: 'apps/server/src/calls/transitions.ts',
      find: 'crossedBy: crossing?.callId ?? null',
      replace: 'crossedBy: null',
    },
  },
]
