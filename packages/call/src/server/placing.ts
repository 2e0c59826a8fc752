import { type CallId, type CallView, limits, type UserId } from '@parley/protocol'
import { callEnded, queueChanged } from '../state/callSlice.ts'
import type { CallState, InCall, Outgoing } from '../state/callState.ts'
import type { CurrentCall } from './currentCall.ts'
import type { ListenerDeps } from './deps.ts'
import type { Farewells } from './endRequests.ts'
import type { RingWatch } from './ringTimeout.ts'
import { factsOf, reasonOf } from './serverFacts.ts'

/** Asks the server for the call that this side has begun, by ID, at a link or in the queue. */
export interface Placing {
  /** The first request of a call, and again if a restarted server has forgotten it. */
  place(): Promise<void>
  /** @param asked the call this device has asked for, which may have gone into that of the other side */
  follow(call: CallView, asked: CallId): Promise<void>
}

interface PlacingDeps extends Pick<ListenerDeps, 'store' | 'outbox' | 'avoid'> {
  current: CurrentCall
  farewells: Farewells
  ringWatch: RingWatch
  /** Asks the server what call there is. */
  sync: () => Promise<void>
}

export function createPlacing({ store, outbox, avoid, current, farewells, ringWatch, sync }: PlacingDeps): Placing {
  function ask(call: Outgoing | Undecided) {
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

  /** The newest, if there are more than the server takes. */
  const avoided = (): UserId[] => (avoid?.() ?? []).slice(-limits.MAX_AVOIDED)

  async function place(): Promise<void> {
    const call = current.get()
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

  async function follow(call: CallView, asked: CallId): Promise<void> {
    for (const fact of factsOf(call, asked)) store.dispatch(fact)
    // Hung up while the request was under way, and it went into their call: that one must end as well.
    if (call.callId !== asked && !current.is(call.callId)) await farewells.hangUp(call.callId, 'hangup')
    if (call.state === 'ringing') ringWatch.expires(asked, call.expiresAt)
  }

  return { place, follow }
}

/** A call that the other device itself says it has taken: the server, who decides, has not said so yet. */
type Undecided = InCall & { kind: 'direct'; role: 'initiator'; ticket: null }

/** Whether the server knows of the call only if this side has asked for it. */
function isAskedFor(call: CallState): call is Outgoing | Undecided {
  if (call.status === 'OUTGOING') return call.kind !== 'code'
  return call.status === 'IN_CALL' && call.kind === 'direct' && call.role === 'initiator' && call.ticket === null
}
