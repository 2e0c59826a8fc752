import { type CallId, type CallMedia, sameDevice } from '@parley/protocol'
import { acceptCall, callEnded, ticketIssued } from '../state/callSlice.ts'
import { type Incoming, ringingHere } from '../state/callState.ts'
import type { CurrentCall } from './currentCall.ts'
import type { ListenerDeps } from './deps.ts'
import type { EndRequests } from './endRequests.ts'
import type { Later } from './later.ts'
import { reasonOf } from './serverFacts.ts'

/** Retry delay after `unavailable` (the server has just restarted). Milliseconds. */
const RETRY_MS = 500

/** Tells the server which calls the person has accepted. */
export interface Accepting {
  /** Tells the server until it has heard it, and follows its word. `rang` is the call as the person saw it; `media`, their answer. */
  accept(rang: Incoming, media: CallMedia): Promise<void>
  /** Calls this once no acceptance is under way, at once if none is. Only then do both sides know which calls this device is in. */
  whenSettled(then: () => void): void
  /** The server says, with this revision, that this device is in the call. */
  confirmed(callId: CallId, rev: number): void
  /** A new connection: its server may have restarted, and count the revisions of the call anew. */
  reconnected(): void
  /** True if the server has confirmed this device's call with a later revision than this one, over the same connection. */
  confirmedSince(callId: CallId, rev: number): boolean
}

interface AcceptingDeps extends Pick<ListenerDeps, 'store' | 'outbox'> {
  current: CurrentCall
  endRequests: EndRequests
  later: Later
}

/** Creates the acceptance of calls; nothing is under way yet. */
export function createAccepting({ store, outbox, current, endRequests, later }: AcceptingDeps): Accepting {
  let underWay = 0
  let waiting: (() => void) | null = null
  let last: { callId: CallId; rev: number } | null = null

  /**
   * The server took the answer, and the call is over here. If the same caller's call rings here again, the press counts.
   * Otherwise the caller must not be left alone in it.
   */
  function answeredAfterAll(rang: Incoming, media: CallMedia): void {
    const { callId } = rang
    const again = ringingHere(store.getState().call, callId)
    const isSame = again && sameDevice(again.device, rang.device) && again.identity.root === rang.identity.root
    if (isSame && current.get().status === 'INCOMING') store.dispatch(acceptCall({ callId, media }))
    else void endRequests.hangUp(callId, 'hangup')
  }

  async function tell(rang: Incoming, media: CallMedia): Promise<void> {
    const { callId } = rang
    const ack = await outbox.deliver('acceptCall', { callId }, () => current.is(callId, 'IN_CALL'))
    if (!ack) return
    // The server has just restarted, and the caller has not reconnected to it yet.
    if (!ack.ok && ack.error === 'unavailable') later.run(() => accept(rang, media), RETRY_MS)
    else if (!ack.ok) store.dispatch(callEnded({ callId, reason: reasonOf(ack.error) }))
    else if (ack.call.state === 'ended')
      store.dispatch(callEnded({ callId, reason: ack.call.reason, rev: ack.call.rev }))
    else if (ack.call.state !== 'answered') return
    else if (current.is(callId, 'IN_CALL')) {
      confirmed(callId, ack.call.rev)
      store.dispatch(ticketIssued({ callId, ticket: ack.call.ticket }))
    } else answeredAfterAll(rang, media)
  }

  function confirmed(callId: CallId, rev: number): void {
    last = { callId, rev }
  }

  function settled(): void {
    underWay -= 1
    if (underWay > 0) return
    const then = waiting
    waiting = null
    then?.()
  }

  async function accept(rang: Incoming, media: CallMedia): Promise<void> {
    if (!current.is(rang.callId, 'IN_CALL')) return
    underWay += 1
    try {
      await tell(rang, media)
    } finally {
      settled()
    }
  }

  return {
    accept,
    whenSettled(then) {
      if (underWay === 0) then()
      else waiting = then
    },
    confirmed,
    reconnected() {
      last = null
    },
    confirmedSince: (callId, rev) => last?.callId === callId && last.rev > rev,
  }
}
