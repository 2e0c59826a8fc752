import type { Bug } from './bug.ts'

const state = (name: string) => `packages/call/src/state/${name}.ts`
const server = (name: string) => `packages/call/src/server/${name}.ts`
const PLAN = 'packages/client/src/calls/planMedia.ts'

/** Mistakes in how a device keeps its call, reports it to the server, and plans media for it. */
export const callBugs: readonly Bug[] = [
  {
    name: 'media before the answer',
    file: PLAN,
    find: 'return ringing(call, choices)',
    replace:
      "return connection({ ...call, status: 'IN_CALL', role: 'responder', attempt: 0, ticket: null }, 0, choices)",
  },
  {
    name: 'an offer is read before the answer',
    file: PLAN,
    find: 'call.preconnect ? [[refOf(device)], []] : [[], [refOf(device)]]',
    replace: '[[refOf(device)], []]',
  },
  {
    name: 'a device has no tombstones',
    file: state('endCases'),
    find: '[...state.ended, callId].slice(-TOMBSTONES)',
    replace: 'state.ended',
  },
  {
    name: 'an end of its own is kept from the server',
    file: server('endRequests'),
    find: "outbox.deliver('endCall', { callId, reason }, untilForgotten())",
    replace: 'Promise.resolve()',
  },
  {
    name: 'ringing is over only when the person says so',
    file: state('endCases'),
    find: 'if (ringing) return endRinging(state, ringing, reason, payload, rev)',
    replace: 'if (ringing) return state',
  },
  {
    name: 'crossing calls are not understood',
    file: server('serverFacts'),
    find: '...{ callId: asked, into: callId, rev: view.rev }',
    replace: '...{ callId, into: callId, rev: view.rev }',
  },
  {
    name: 'a voice call is answered with video',
    file: state('answerCases'),
    find: "(a === 'voice' ? a : b)",
    replace: "'video' as CallMedia",
  },
  {
    name: 'a resumed call goes on in the connection from before',
    file: state('resumeCases'),
    find: '{ ...call, attempt: call.attempt + 1 }',
    replace: 'call',
  },
  {
    name: 'a page that was reloaded is not followed',
    file: state('resumeCases'),
    find: '{ ...state, current: { ...call, attempt: payload.attempt } }',
    replace: 'state',
  },
  {
    name: 'a page that comes back resumes nothing',
    file: state('resumeCases'),
    find: '{ ...state, current: { ...call, attempt: call.attempt + 1 } }',
    replace: 'state',
  },
  {
    name: 'a device says that it is in no call',
    file: server('syncing'),
    find: '{ call: believed }',
    replace: '{ call: null }',
  },
]
