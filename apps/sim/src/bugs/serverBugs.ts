import type { Bug } from './bug.ts'

const calls = (name: string) => `apps/server/src/calls/${name}.ts`

/** Mistakes of the server. */
export const serverBugs: readonly Bug[] = [
  {
    name: 'sync invites nobody',
    file: calls('syncing'),
    find: 'invitation: await invitationFor(device, believedId)',
    replace: 'invitation: null',
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
    name: 'nobody is ever busy',
    file: calls('memoryStore'),
    find: "if (ofCaller || ofCallee) return { outcome: 'conflict', ofCaller, ofCallee }",
    replace: '',
  },
  {
    name: 'two who dial each other are busy',
    file: calls('placing'),
    find: "crosses(ofCaller, call) ? answerCrossing(ofCaller, call) : refuse('alreadyInCall')",
    replace: "refuse('busy')",
  },
  {
    name: 'a decline ends an answered call',
    file: calls('transitions'),
    find: "return ringsFor(call, device) ? end(call, 'declined', at) : call",
    replace: "return call.state !== 'ended' && isOfCallee(call, device) ? end(call, 'declined', at) : call",
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
    find: 'await lifecycle.adopt(call)',
    replace: '',
  },
  {
    name: 'nobody notices a device that leaves',
    file: calls('attendance'),
    find: 'for (const call of await callsOf(device)) await leftFrom(call, device)',
    replace: '',
  },
]
