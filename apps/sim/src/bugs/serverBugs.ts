import type { Bug } from './bug.ts'

const calls = (name: string) => `apps/server/src/calls/${name}.ts`

/** Mistakes of the server. */
export const serverBugs: readonly Bug[] = [
  {
    name: 'sync invites nobody',
    file: calls('syncing'),
    find: 'invitations: await invitationsFor(device, believedId)',
    replace: 'invitations: []',
  },
  {
    name: 'accept takes an answered call over',
    file: calls('transitions'),
    find: "if (call.state !== 'ringing' || !isOfCallee(call, device)) return call\n  if (call.silenced !== null && !crossing) return call",
    replace: "if (call.state === 'ended' || !isOfCallee(call, device)) return call",
  },
  {
    name: 'a late disconnect of a superseded connection counts',
    file: 'apps/server/src/presence/memoryPresence.ts',
    find: 'if (devices?.get(deviceId) !== connectionId) return false',
    replace: 'if (!devices?.has(deviceId)) return false',
  },
  {
    name: 'nobody is ever in a call on another device',
    file: calls('memoryStore'),
    find: "if (ofCaller) return { outcome: 'conflict', call: ofCaller }",
    replace: '',
  },
  {
    name: 'two who dial each other are busy',
    file: calls('placing'),
    find: 'const ack = await answerCrossing(placed.call, call)',
    replace: "const ack = refuse('busy')",
  },
  {
    name: 'a second call is answered beside the first',
    file: calls('memoryStore'),
    find: 'if (after === before || isLost(before, after)) return { before, after: before }',
    replace: 'if (after === before) return { before, after: before }',
  },
  {
    name: 'a call rings on all devices of somebody in another call',
    file: calls('transitions'),
    find: 'return { ...call, rev: call.rev + 1, onlyAt, ringing }',
    replace: 'return call',
  },
  {
    name: 'nobody hears of a call again once they are free',
    file: calls('transitions'),
    find: 'if (onlyAt === null) return call.onlyAt === null ? call : { ...call, rev: call.rev + 1, onlyAt }',
    replace: 'if (onlyAt === null) return call',
  },
  {
    name: 'a decline ends an answered call',
    file: calls('transitions'),
    find: "if (call.state !== 'ringing' || call.silenced !== null || !isOfCallee(call, device)) return call\n  // The person's",
    replace: "if (call.state === 'ended' || !isOfCallee(call, device)) return call\n  // The person's",
  },
  {
    name: 'rev stands still',
    file: calls('transitions'),
    find: 'rev: rev + 1',
    replace: 'rev',
  },
  {
    name: 'devices that did not answer are not told',
    file: calls('announce'),
    find: `{
      to: { user: callee, except: answeredBy },
      event: 'callEnded',
      payload: { callId, rev, reason: 'answeredElsewhere' },
    },`,
    replace: '',
  },
  {
    name: 'the caller is not told of the answer',
    file: calls('announce'),
    find: "{ to: { device: caller }, event: 'callAnswered', payload: { callId, rev, device: answeredBy, media, ticket } },",
    replace: '',
  },
  {
    name: 'a signal goes to any device that it names',
    file: calls('service'),
    find: 'call && counterpartOf(call, device, to)',
    replace: 'to',
  },
  {
    name: 'a restarted server waits for nobody',
    file: calls('placing'),
    find: 'if (!callee && clock.now() < gatheringUntil) return attempt(call)',
    replace: '',
  },
  {
    name: 'a restarted server takes no call up',
    file: calls('adoption'),
    find: 'await lifecycle.adopt(call, fromEarlier, device)',
    replace: '',
  },
  {
    name: 'nobody notices a device that leaves',
    file: calls('attendance'),
    find: 'for (const call of await callsOf(device)) await leftFrom(call, device)',
    replace: '',
  },
]
