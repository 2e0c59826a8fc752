import { listen, serverEvents, watchConnection } from '@parley/protocol'
import {
  acceptCall,
  callAnswered,
  callEnded,
  callerBlocked,
  deviceRinging,
  endCall,
  mediaLost,
  queueChanged,
  rejectCall,
  ringingShown,
  startOutgoingCall,
  startWaiting,
} from '../state/callSlice.ts'
import { type LastEnd, ringingHere } from '../state/callState.ts'
import { callRecorded, toRecord } from '../state/historySlice.ts'
import { createAccepting } from './accepting.ts'
import { createCurrentCall } from './currentCall.ts'
import type { ListenerDeps, StartListening } from './deps.ts'
import { createEndRequests } from './endRequests.ts'
import { createInvitations } from './invitations.ts'
import { createLater } from './later.ts'
import { createPlacing } from './placing.ts'
import { createRingTimeout } from './ringTimeout.ts'
import { createSyncing } from './syncing.ts'

/**
 * Joins the call slice to the server. The person's actions become requests, repeated until the server acknowledges
 * them. The server's events become actions. Each new connection syncs the two. Knows no media.
 *
 * @returns the teardown of all listeners and timers
 */
export function setupCallListeners(startListening: StartListening, deps: ListenerDeps): () => void {
  const { store, socket, outbox, clock, reports } = deps
  const current = createCurrentCall(store)
  const endRequests = createEndRequests(deps)
  const later = createLater(clock)
  const ringTimeout = createRingTimeout(clock, (callId) => {
    const mine = current.is(callId, 'OUTGOING')
    store.dispatch(callEnded({ callId, reason: 'timeout' }))
    if (mine) void endRequests.hangUp(callId, 'hangup')
  })
  const { accept, whenSettled, confirmed, reconnected, confirmedSince } = createAccepting({
    ...deps,
    current,
    endRequests,
    later,
  })
  const invitations = createInvitations({ ...deps, current, endRequests, ringTimeout })
  const { place, follow } = createPlacing({ ...deps, current, endRequests, ringTimeout, confirmed, sync: () => sync() })
  const sync = createSyncing({ ...deps, current, invitations, later, place })

  /** Records how a call ended, in the history and for the next call of the same person. */
  function record(end: LastEnd): void {
    const entry = toRecord(end)
    if (entry) store.dispatch(callRecorded(entry))
    const { reason, direction, peer } = end
    if (reason === 'declined' && direction === 'incoming' && peer !== null) invitations.declined(peer)
  }

  const {
    callEnded: ended,
    callMet: met,
    queueChanged: queue,
    callAnswered: answered,
    deviceRinging: ringing,
    incomingCall: incoming,
    missedCall,
    serverStopping,
  } = serverEvents
  const teardowns = [
    listen(
      socket,
      {
        ...{ callEnded: ended, callAnswered: answered, deviceRinging: ringing, incomingCall: incoming },
        ...{ missedCall, serverStopping, callMet: met, queueChanged: queue },
      },
      {
        incomingCall: invitations.take,
        deviceRinging: ({ callId, device, rev }) => void store.dispatch(deviceRinging({ callId, device, rev })),
        callAnswered: ({ callId, device, media, ticket }) =>
          void store.dispatch(callAnswered({ callId, device, media, ticket })),
        callEnded({ callId, reason, rev }) {
          // The server's word from before this person answered may come late.
          if (confirmedSince(callId, rev)) return
          store.dispatch(callEnded({ callId, reason, rev }))
        },
        callMet: ({ waited, call }) => void follow(call, waited),
        queueChanged: ({ waiting }) => void store.dispatch(queueChanged({ waiting })),
        missedCall: ({ now, ...missed }) => invitations.recordMissed(missed, now),
        // Socket.IO reconnects by itself, and a call needs no server.
        serverStopping: () => {},
      },
      reports,
    ),
    watchConnection(socket, {
      connected: () => {
        reconnected()
        outbox.flush()
        void sync()
      },
    }),
    startListening({
      predicate: (action, after, before) =>
        (startOutgoingCall.match(action) || startWaiting.match(action)) && after.call !== before.call,
      effect: () => place(),
    }),
    startListening({
      actionCreator: ringingShown,
      effect: ({ payload: { callId } }) => invitations.shown(callId),
    }),
    startListening({
      predicate: (action, after, before) => acceptCall.match(action) && after.call !== before.call,
      effect: async (_action, api) => {
        const call = api.getState().call.current
        const rang = call.status === 'IN_CALL' && ringingHere(api.getOriginalState().call, call.callId)
        if (rang) await accept(rang, call.media)
      },
    }),
    startListening({
      predicate: (action, after, before) =>
        (endCall.match(action) || mediaLost.match(action)) && after.call !== before.call,
      effect: async (action, api) => {
        const before = api.getOriginalState().call.current
        // The server does not know calls by codes.
        if (before.status === 'IDLE' || before.kind === 'code') return
        if (before.status === 'INCOMING') await endRequests.decline(before.callId)
        else await endRequests.hangUp(before.callId, mediaLost.match(action) ? action.payload.reason : 'hangup')
      },
    }),
    startListening({
      predicate: (action, after, before) => rejectCall.match(action) && after.call !== before.call,
      effect: async (action) => {
        if (rejectCall.match(action)) await endRequests.decline(action.payload.callId)
      },
    }),
    startListening({
      predicate: (action, after, before) => callerBlocked.match(action) && after.call !== before.call,
      effect: (action) => {
        if (callerBlocked.match(action)) invitations.block(action.payload.callId)
      },
    }),
    startListening({
      predicate: (_action, after, before) => after.call !== before.call,
      effect: (_action, api) => {
        const [now, before] = [api.getState().call, api.getOriginalState().call]
        ringTimeout.follow(now)
        if (now.over !== before.over) for (const end of now.over) record(end)
        invitations.follow(now)
        if (now.current.status !== 'IDLE') return
        // A call that was left to cross this side's own may still ring. So may those that rang beside a call that another
        // device answered, where the word of it comes late. Without a connection the next `sync` asks.
        const overlooked = invitations.takeOverlooked() || before.others.length > 0
        if (overlooked) whenSettled(() => socket.connected && void sync())
      },
    }),
    () => ringTimeout.close(),
    () => later.close(),
  ]
  return () => {
    for (const teardown of teardowns) teardown()
  }
}
