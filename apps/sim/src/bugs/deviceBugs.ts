import { callAnswered, callEnded, callRenewed, callResumed, glareResolved } from '@parley/call'
import type { Bug } from './bug.ts'

/** Mistakes a device could make. */
export const deviceBugs: readonly Bug[] = [
  {
    name: 'a device has no tombstones',
    reducer: (reducer) => (state, action) => {
      const after = reducer(state, action)
      return after.ended.length === 0 ? after : { ...after, ended: [] }
    },
  },
  {
    name: 'a device never gives up ringing by itself',
    deviceClock: (clock) => ({
      now: clock.now,
      setTimeout: (fn, ms) => (ms > 1_000 ? () => {} : clock.setTimeout(fn, ms)),
    }),
  },
  {
    name: 'an end of its own is kept from the server',
    ask: (ask) => (event, payload, reply) => (event === 'endCall' ? reply({ ok: true }) : ask(event, payload, reply)),
  },
  {
    name: 'ringing is over only when the person says so',
    reducer: (reducer) => (state, action) =>
      callEnded.match(action) && state?.current.status === 'INCOMING' ? state : reducer(state, action),
  },
  {
    name: 'crossing calls are not understood',
    reducer: (reducer) => (state, action) => (glareResolved.match(action) && state ? state : reducer(state, action)),
  },
  {
    name: 'an end is taken for the end of any call',
    reducer: (reducer) => (state, action) => {
      const now = state?.current
      if (!callEnded.match(action) || now?.status !== 'OUTGOING') return reducer(state, action)
      return reducer(state, { ...action, payload: { ...action.payload, callId: now.callId } })
    },
  },
  {
    name: 'a voice call is answered with video',
    reducer: (reducer) => (state, action) => {
      const after = reducer(state, action)
      const { current } = after
      return current.status === 'IN_CALL' ? { ...after, current: { ...current, media: 'video' } } : after
    },
  },
  {
    name: 'a resumed call goes on in the connection from before',
    reducer: (reducer) => (state, action) => {
      const after = reducer(state, action)
      if (!callResumed.match(action) || after === state) return after
      return { ...after, current: action.payload.call }
    },
  },
  {
    name: 'a page that was reloaded is not followed',
    reducer: (reducer) => (state, action) => (callRenewed.match(action) && state ? state : reducer(state, action)),
  },
  { name: 'a call that is over is kept for the next page', forgets: false },
  {
    name: 'a page that comes back resumes nothing',
    reducer: (reducer) => (state, action) => (callResumed.match(action) && state ? state : reducer(state, action)),
  },
  {
    name: 'a signal that is refused is not repeated',
    ask: (ask) => (event, payload, reply) =>
      ask(event, payload, (answer) => reply(event === 'signal' ? { ok: true } : answer)),
  },
  { name: 'who is blocked rings', screen: () => 'ring' },
  {
    name: 'a device says that it is in no call',
    ask: (ask) => (event, payload, reply) => ask(event, event === 'sync' ? { call: null } : payload, reply),
  },
  {
    name: 'the server is not believed about which device answered',
    reducer: (reducer) => (state, action) =>
      callAnswered.match(action) && state?.current.status === 'IN_CALL' ? state : reducer(state, action),
  },
]
