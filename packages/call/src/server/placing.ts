import { type CallId, type CallView, limits, type UserId } from '@parley/protocol'
import { callEnded, queueChanged } from '../state/callSlice.ts'
import type { CallState, InCall, Outgoing } from '../state/callState.ts'
import type { CurrentCall } from './currentCall.ts'
import type { ListenerDeps } from './deps.ts'
import type { EndRequests } from './endRequests.ts'
import type { RingTimeout } from './ringTimeout.ts'
import { factsOf, reasonOf } from './serverFacts.ts'

/** Requests the call that this side has started: by ID, at a call link, or in the match queue. */
export interface Placing {
  /** Sends the first request of a call, and sends it again if a restarted server has forgotten the call. */
  place(): Promise<void>
  /**
   * Applies the server's view of a call.
   *
   * @param asked the call this device requested; in glare it has become the other side's call
   */
  follow(call: CallView, asked: CallId): Promise<void>
}

interface PlacingDeps extends Pick<ListenerDeps, 'store' | 'outbox' | 'avoid'> {
  current: CurrentCall
  endRequests: EndRequests
  ringTimeout: RingTimeout
  /** The server says, with this revision, that this device is in the call. */
  confirmed: (callId: CallId, rev: number) => void
  /** Learns from the server which call this device is in. */
  sync: () => Promise<void>
}

/** Creates the requests of a caller; it holds no listeners of its own. */
export function createPlacing({
  store,
  outbox,
  avoid,
  current,
  endRequests,
  ringTimeout,
  confirmed,
  sync,
}: PlacingDeps): Placing {
  function ask(call: Outgoing | Unconfirmed) {
    const { callId, media } = call
    const keep = () => current.is(callId, call.status)
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

  /** The users to avoid who come last, as many as the server accepts. */
  const avoided = (): UserId[] => (avoid?.() ?? []).slice(-limits.MAX_AVOIDED)

  async function place(): Promise<void> {
    const call = current.get()
    if (!isAskedFor(call)) return
    const { callId } = call
    const ack = await ask(call)
    if (!ack) return
    if (!ack.ok) {
      store.dispatch(callEnded({ callId, reason: reasonOf(ack.error) }))
      // The other call may be one that rings for this user; its invitation came while this device was dialling.
      if (ack.error === 'alreadyInCall') await sync()
      return
    }
    if ('waiting' in ack) store.dispatch(queueChanged({ waiting: ack.waiting }))
    if (ack.call) await follow(ack.call, callId)
  }

  async function follow(call: CallView, asked: CallId): Promise<void> {
    if (call.state === 'answered') confirmed(call.callId, call.rev)
    for (const fact of factsOf(call, asked)) store.dispatch(fact)
    // The person hung up during the request, and the request became the other side's call: end that one too.
    if (call.callId !== asked && !current.is(call.callId)) await endRequests.hangUp(call.callId, 'hangup')
    if (call.state === 'ringing') ringTimeout.ringsFor(asked, call.ringsForMs)
  }

  return { place, follow }
}

/** A call that the other device answered over the preconnected link; the server, which decides, has not confirmed it yet. */
type Unconfirmed = InCall & { kind: 'direct'; role: 'initiator'; ticket: null }

/** True if the server knows the call only by this side's request. */
function isAskedFor(call: CallState): call is Outgoing | Unconfirmed {
  if (call.status === 'OUTGOING') return call.kind !== 'code'
  return call.status === 'IN_CALL' && call.kind === 'direct' && call.role === 'initiator' && call.ticket === null
}
