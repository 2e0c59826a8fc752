import type { Bug } from './bug.ts'

const calls = (name: string) => `apps/server/src/calls/${name}.ts`

/** Mistakes of the server. */
export const serverBugs: readonly Bug[] = [
  {
    name: 'sync tells nothing of the call',
    file: calls('syncing'),
    find: 'call: call && viewFor(call, device, tickets.issue)',
    replace: 'call: null',
  },
  {
    name: 'sync invites nobody',
    file: calls('syncing'),
    find: 'invitation: await invitationFor(device, believedId)',
    replace: 'invitation: null',
  },
  {
    name: 'a device that knows of no call stays in the one the server knows',
    file: calls('syncing'),
    find: 'await endForgotten(device, believedId)',
    replace: '',
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
    name: 'ringing has no timer',
    file: calls('lifecycle'),
    find: "'ring', call.expiresAt - clock.now()",
    replace: "'ring', call.expiresAt",
  },
  {
    name: 'a caller who is away is waited for without end',
    file: calls('attendance'),
    find: 'await lifecycle.change(callId, (now) => forgetDevice(now, device, clock.now()))',
    replace: '',
  },
  {
    name: 'a hang-up of an unknown call leaves no tombstone',
    file: calls('service'),
    find: 'await store.bury(callId)',
    replace: '',
  },
  {
    name: 'ended calls are not remembered',
    file: calls('memoryStore'),
    find: 'ended.set(call.callId, call)',
    replace: '',
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
    name: 'a repeated request is another one',
    file: calls('placing'),
    find: "return own ? show(known, device, tickets) : refuse('invalid')",
    replace: "return refuse('busy')",
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
    name: 'a signal goes to whoever is named',
    file: calls('service'),
    find: 'call && counterpartOf(call, device, to)',
    replace: 'to',
  },
  {
    name: 'blocking declines',
    file: calls('transitions'),
    find: "if (everywhere) return { ...call, silenced: 'blocked' }",
    replace: "if (everywhere) return end(call, 'declined', call.placedAt)",
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
    name: 'an acceptance before the caller is back is refused',
    file: calls('service'),
    find: "mayCome ? 'unavailable' : 'notInCall'",
    replace: "'notInCall'",
  },
  {
    name: 'nobody notices a device that leaves',
    file: calls('attendance'),
    find: 'for (const call of await callsOf(device)) await leftFrom(call, device)',
    replace: '',
  },
]
