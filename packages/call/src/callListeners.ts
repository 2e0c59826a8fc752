import {
  CallError,
  type CallId,
  type CallView,
  type ClientContract,
  clientEvents,
  type Invitation,
  limits,
  listen,
  type MissedCall,
  type Payload,
  request,
  serverEvents,
  type UserId,
  watchConnection,
} from '@parley/protocol'
import {
  acceptCall,
  callAnswered,
  callEnded,
  callerBlocked,
  deviceRinging,
  endCall,
  incomingCall,
  mediaLost,
  queueChanged,
  rejectCall,
  ringingShown,
  startOutgoingCall,
  startWaiting,
  ticketIssued,
  warmAllowed,
} from './callSlice.ts'
import type { CallState, InCall, MediaLoss, Outgoing } from './callState.ts'
import { callRecorded, fromMissed, toRecord } from './historySlice.ts'
import { createRingWatch } from './ringWatch.ts'
import type { ListenerDeps, StartListening } from './root.ts'
import { createScreen } from './screening.ts'
import { factsOf, reasonOf } from './truth.ts'

/** An end that could not be told in this time need not be: the next `sync` says that the device is in no call. */
const FORGOTTEN_MS = 60_000

/** A server that cannot say yet is asked again after this time. Milliseconds. */
const AGAIN_MS = 500

/** A call that a restarted server has not taken up, since somebody in it was in another, is told it again after this time. Milliseconds. */
const UNTAKEN_MS = 10_000

/**
 * Joins the call slice to the server: what the person does is asked of the server and repeated until it is
 * acknowledged; what the server tells becomes actions; on each connection the two are brought into step.
 * Knows no media. Returns the teardown.
 */
export function setupCallListeners(startListening: StartListening, deps: ListenerDeps): () => void {
  const { store, socket, outbox, clock, reports } = deps
  /** The call whose ringing the person has been shown. */
  let shown: CallId | null = null
  /** Whether an invitation came while this device was in another call. */
  let overlooked = false
  /** What is asked again in a moment. */
  const waiting = new Set<() => void>()
  let cancelSync = () => {}
  const current = (): CallState => store.getState().call.current
  const isCurrent = (callId: CallId, ...statuses: CallState['status'][]): boolean => {
    const call = current()
    return call.status !== 'IDLE' && call.callId === callId && (statuses.length === 0 || statuses.includes(call.status))
  }
  const ringWatch = createRingWatch(clock, (callId) => {
    const mine = isCurrent(callId, 'OUTGOING')
    store.dispatch(callEnded({ callId, reason: 'timeout' }))
    if (mine) void hangUp(callId, 'hangup')
  })
  const screen = createScreen(
    deps.screen ?? (() => 'ring'),
    (callId, everywhere) => void outbox.deliver('ignoreCall', { callId, everywhere }, untilForgotten()),
  )

  /** Worth repeating for as long as the server may still hold the call. A refusal means that it does not. */
  function untilForgotten(): () => boolean {
    const since = clock.now()
    return () => clock.now() - since < FORGOTTEN_MS
  }

  function again(task: () => Promise<void>, ms = AGAIN_MS): () => void {
    const cancel = clock.setTimeout(() => {
      waiting.delete(cancel)
      void task()
    }, ms)
    waiting.add(cancel)
    return () => {
      waiting.delete(cancel)
      cancel()
    }
  }

  /** Asks the server for what this side has begun. */
  function ask(call: Outgoing | Undecided) {
    const { callId, media } = call
    const keep = () => isCurrent(callId, call.status)
    if (call.status === 'IN_CALL') return outbox.deliver('placeCall', { callId, callee: call.peer, media }, keep)
    switch (call.kind) {
      case 'direct':
        return outbox.deliver('placeCall', { callId, callee: call.peer, media }, keep)
      case 'link':
        return outbox.deliver('joinLink', { callId, link: call.link, media, name: call.name }, keep)
      case 'match':
        return outbox.deliver('findMatch', { callId, media, avoid: avoided() }, keep)
    }
  }

  /** The newest, if there are more than the server takes. */
  const avoided = (): UserId[] => (deps.avoid?.() ?? []).slice(-limits.MAX_AVOIDED)

  /** The first request of a call, and again if a restarted server has forgotten it. */
  async function place(): Promise<void> {
    const call = current()
    if (!isAskedFor(call)) return
    const { callId } = call
    const ack = await ask(call)
    if (!ack) return
    if (!ack.ok) {
      store.dispatch(callEnded({ callId, reason: reasonOf(ack.error) }))
      // The other call may be one that rings for this user, told while this device was dialling.
      if (ack.error === 'alreadyInCall') await sync()
      return
    }
    if ('waiting' in ack) store.dispatch(queueChanged({ waiting: ack.waiting }))
    if (ack.call) await follow(ack.call, callId)
  }

  /** @param asked the call this device has asked for, which may have gone into that of the other side */
  async function follow(call: CallView, asked: CallId): Promise<void> {
    for (const fact of factsOf(call, asked)) store.dispatch(fact)
    // Hung up while the request was under way, and it went into their call: that one must end as well.
    if (call.callId !== asked && !isCurrent(call.callId)) await hangUp(call.callId, 'hangup')
    if (call.state === 'ringing') ringWatch.expires(asked, call.expiresAt)
  }

  async function accept(callId: CallId): Promise<void> {
    if (!isCurrent(callId, 'IN_CALL')) return
    const ack = await outbox.deliver('acceptCall', { callId }, () => isCurrent(callId, 'IN_CALL'))
    if (!ack) return
    // The server has only just begun, and the caller has not come back to it yet.
    if (!ack.ok && ack.error === 'unavailable') again(() => accept(callId))
    else if (!ack.ok) store.dispatch(callEnded({ callId, reason: 'failed' }))
    else if (ack.call.state === 'ended') store.dispatch(callEnded({ callId, reason: ack.call.reason }))
    else if (ack.call.state === 'answered') store.dispatch(ticketIssued({ callId, ticket: ack.call.ticket }))
  }

  async function hangUp(callId: CallId, reason: 'hangup' | MediaLoss): Promise<void> {
    await outbox.deliver('endCall', { callId, reason }, untilForgotten())
  }

  /** Tells the server that it rings here, once that is true. */
  function confirmRinging(callId: CallId): void {
    if (shown !== callId || !isCurrent(callId, 'INCOMING')) return
    const call = current()
    const warm = call.status === 'INCOMING' && call.warm === true
    void outbox.deliver('confirmRinging', { callId, ...(warm && { warm }) }, () => isCurrent(callId, 'INCOMING'))
  }

  function invite(invitation: Invitation): void {
    const { callId, kind, media, caller, identity, expiresAt } = invitation
    if (ringWatch.localTime(expiresAt) <= clock.now()) return
    // What rings here already was let through, and the person sees it.
    if (!isCurrent(callId) && !screen.admits(callId, caller.userId)) return
    // Declined while the server was away, or before it was restarted: it still has to hear of it.
    const call = current()
    if (call.status === 'IDLE' && call.lastEnd?.callId === callId && call.lastEnd.reason === 'declined') {
      void outbox.deliver('rejectCall', { callId }, untilForgotten())
    }
    ringWatch.expires(callId, expiresAt)
    if (current().status !== 'IDLE' && !isCurrent(callId)) overlooked = true
    store.dispatch(incomingCall({ callId, kind, media, caller, identity }))
    // Told again for a call that rings here already: the server has forgotten that it does.
    confirmRinging(callId)
  }

  function recordMissed(missed: MissedCall): void {
    if (!screen.isBlocked(missed.caller)) store.dispatch(callRecorded(fromMissed(missed)))
  }

  /** Without a connection the next one syncs. */
  async function syncAgain(): Promise<void> {
    if (socket.connected && current().status === 'IN_CALL') await sync()
  }

  async function sync(): Promise<void> {
    cancelSync()
    const call = current()
    const believed = believedOf(call)
    const ack = await request(socket, clientEvents, 'sync', { call: believed }).catch((error: unknown) => {
      if (error instanceof CallError) return { ok: false, error: error.code } as const
      throw error
    })
    if (!ack.ok) {
      // A lost connection syncs again when it is back; a lost answer is asked for again now.
      if (ack.error === 'timeout' && socket.connected) await sync()
      return
    }
    ringWatch.serverTime(ack.now)
    if (believed && ack.call) for (const fact of factsOf(ack.call, believed.callId)) store.dispatch(fact)
    if (believed && !ack.call && isCurrent(believed.callId)) await place()
    if (believed) confirmRinging(believed.callId)
    for (const missed of ack.missed) recordMissed(missed)
    if (ack.invitation) invite(ack.invitation)
    // Until it is, its two would be free for others, and their signals would go nowhere.
    if (believed && 'ticket' in believed && !ack.call) cancelSync = again(syncAgain, UNTAKEN_MS)
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
        incomingCall: invite,
        deviceRinging: ({ callId, device }) => void store.dispatch(deviceRinging({ callId, device })),
        callAnswered: ({ callId, device, media, ticket }) =>
          void store.dispatch(callAnswered({ callId, device, media, ticket })),
        callEnded: ({ callId, reason }) => void store.dispatch(callEnded({ callId, reason })),
        callMet: ({ waited, call }) => void follow(call, waited),
        queueChanged: ({ waiting }) => void store.dispatch(queueChanged({ waiting })),
        missedCall: recordMissed,
        // The connection that ends with it is tried again by itself, and a call does without.
        serverStopping: () => {},
      },
      reports,
    ),
    watchConnection(socket, {
      connected: () => {
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
      effect: ({ payload: { callId } }) => {
        shown = callId
        confirmRinging(callId)
      },
    }),
    startListening({
      predicate: (action, after, before) => warmAllowed.match(action) && after.call !== before.call,
      effect: () => {
        const call = current()
        // Ringing does not wait for it.
        if (call.status === 'INCOMING') confirmRinging(call.callId)
      },
    }),
    startListening({
      predicate: (action, after, before) => acceptCall.match(action) && after.call !== before.call,
      effect: async (_action, api) => {
        const call = api.getState().call.current
        if (call.status === 'IN_CALL') await accept(call.callId)
      },
    }),
    startListening({
      predicate: (action, after, before) =>
        (endCall.match(action) || rejectCall.match(action) || mediaLost.match(action)) && after.call !== before.call,
      effect: async (action, api) => {
        const before = api.getOriginalState().call.current
        // No server knows of a call by codes.
        if (before.status === 'IDLE' || before.kind === 'code') return
        if (before.status === 'INCOMING')
          await outbox.deliver('rejectCall', { callId: before.callId }, untilForgotten())
        else await hangUp(before.callId, mediaLost.match(action) ? action.payload.reason : 'hangup')
      },
    }),
    startListening({
      predicate: (action, after, before) => callerBlocked.match(action) && after.call !== before.call,
      effect: (_action, api) => {
        const before = api.getOriginalState().call.current
        if (before.status === 'INCOMING') screen.ignore(before.callId, true)
      },
    }),
    startListening({
      predicate: (_action, after, before) => after.call.current !== before.call.current,
      effect: (_action, api) => {
        const call = api.getState().call.current
        ringWatch.follow(call)
        const record = call.status === 'IDLE' && call.lastEnd ? toRecord(call.lastEnd) : null
        if (record) api.dispatch(callRecorded(record))
        if (call.status === 'IDLE' && overlooked) {
          overlooked = false
          // It may still ring. Without a connection the next one asks.
          if (socket.connected) void sync()
        }
      },
    }),
    () => ringWatch.close(),
    () => {
      for (const cancel of waiting) cancel()
    },
  ]
  return () => {
    for (const teardown of teardowns) teardown()
  }
}

/** A call that the other device itself says it has taken: the server, who decides, has not said so yet. */
type Undecided = InCall & { kind: 'direct'; role: 'initiator'; ticket: null }

/** Whether the server knows of the call only if this side has asked for it. */
function isAskedFor(call: CallState): call is Outgoing | Undecided {
  if (call.status === 'OUTGOING') return call.kind !== 'code'
  return call.status === 'IN_CALL' && call.kind === 'direct' && call.role === 'initiator' && call.ticket === null
}

/** What a device tells the server of its call; nothing of one by codes. */
function believedOf(call: CallState): Payload<ClientContract, 'sync'>['call'] {
  if (call.status === 'IDLE' || call.kind === 'code') return null
  const { callId, status } = call
  return call.status === 'IN_CALL' && call.ticket !== null
    ? { callId, status, ticket: call.ticket }
    : { callId, status }
}
