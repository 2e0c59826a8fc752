import type { Regression } from './regression.ts'

/** Answered calls that were lost. */
export const calls: readonly Regression[] = [
  {
    lost: 'two who talk lose their call, because neither reached the server for a minute',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 1_000, do: 'accept', device: 1, media: 'voice' },
        { after: 2_000, do: 'cut', device: 0, deviceNotices: 0, serverNotices: 0, back: 70_000 },
        { after: 0, do: 'cut', device: 1, deviceNotices: 0, serverNotices: 0, back: 70_000 },
        { after: 90_000, do: 'mustTalk', device: 0, with: 1 },
      ],
    },
    bug: {
      file: 'apps/server/src/calls/memoryStore.ts',
      find: 'adopted.set(call.callId, false)',
      replace: 'adopted.set(call.callId, true)',
    },
  },
  {
    lost: 'a device that answered too late ends the call of the one that was first',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1, 1],
      preconnect: [0, 1, 2],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 3_000, do: 'accept', device: 2, media: 'voice' },
        { after: 50, do: 'accept', device: 1, media: 'voice' },
        { after: 10_000, do: 'mustTalk', device: 0, with: 1 },
      ],
      // The caller learns of device 2's answer over their connection. At the server, device 1's answer arrives first.
      deliveries: [
        { device: 2, message: 'acceptCall', takes: 500 },
        { device: 0, message: 'callAnswered', takes: 300 },
      ],
    },
    bug: {
      file: 'packages/webrtc/src/peerLinks.ts',
      find: "if (plan.kind !== 'preconnect' && plan.silent) current.close()\n    else leave(current)",
      replace: 'leave(current)',
    },
  },
  {
    lost: 'a caller stays connected to the device that answered second, and the one that was first hears nobody',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1, 1],
      preconnect: [0, 1, 2],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 3_000, do: 'accept', device: 2, media: 'voice' },
        { after: 50, do: 'accept', device: 1, media: 'voice' },
        { after: 10_000, do: 'mustTalk', device: 0, with: 1 },
      ],
      deliveries: [{ device: 2, message: 'acceptCall', takes: 500 }],
    },
    bug: {
      file: 'packages/call/src/state/answerCases.ts',
      find: 'if (!awaited || ticket === undefined) return state',
      replace: 'return state',
    },
  },
  {
    lost: 'a call is connected by the offer of an earlier one, whose caller has hung up',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 1, callee: 0, media: 'voice' },
        // The next page gets the offer. The answer to its `sync` is made only after the call has ended.
        { after: 100, do: 'reload', device: 0, crash: true, back: 300 },
        { after: 2_000, do: 'hangUp', device: 1 },
        { after: 3_000, do: 'dial', device: 1, callee: 0, media: 'voice' },
      ],
      deliveries: [
        { device: 1, message: 'signal offer', nth: 1, takes: 1_500 },
        { device: 0, message: 'sync', nth: 2, takes: 3_000 },
      ],
    },
    bug: {
      file: 'packages/webrtc/src/signalInbox.ts',
      find: 'const keyOf = (callId: CallId, from: DeviceRef) =>',
      replace: "const keyOf = (_: CallId, from: DeviceRef, callId = '') =>",
    },
  },
  {
    lost: 'a signal from before a reload confuses the connection after it',
    script: {
      seed: null,
      transport: 'unordered',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 1_000, do: 'accept', device: 1, media: 'voice' },
        { after: 2_000, do: 'reload', device: 1, crash: true, back: 300 },
        { after: 20_000, do: 'mustTalk', device: 0, with: 1 },
      ],
      deliveries: [{ device: 0, message: 'signal offer', nth: 1, takes: 5, again: 6_000 }],
    },
    bug: {
      file: 'packages/webrtc/src/peerLinks.ts',
      find: 'if (attempt === current.plan.attempt) return current.receive(signal)',
      replace: 'if (attempt <= current.plan.attempt) return current.receive(signal)',
    },
  },
  {
    lost: 'somebody waits half a minute for a page that has said that it goes',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 1_000, do: 'accept', device: 1, media: 'voice' },
        // Without a path the page can send `away` only through the server.
        { after: 3_000, do: 'losePath', device: 1 },
        { after: 500, do: 'reload', device: 1, crash: false, back: null },
        { after: 10_000, do: 'mustHaveEnded', device: 0, as: 'hangup' },
      ],
    },
    bug: {
      file: 'packages/webrtc/src/peer/peerLink.ts',
      find: "if (signal.type === 'away') monitor.peerAway()",
      replace: '',
    },
  },
  {
    lost: 'a page that is reloaded goes back to a call that its person has ended',
    script: {
      seed: null,
      transport: 'fifo',
      cast: [0, 1],
      preconnect: [],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 1_000, do: 'accept', device: 1, media: 'voice' },
        { after: 3_000, do: 'hangUp', device: 1 },
        { after: 1_000, do: 'reload', device: 1, crash: false, back: 500 },
      ],
    },
    bug: {
      file: 'apps/sim/src/device/resuming.ts',
      find: "if (call.status !== 'IN_CALL') kept = null",
      replace: "if (call.status !== 'IN_CALL') return",
    },
  },
]
