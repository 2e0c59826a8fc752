import type { CallId, CallMedia } from '@parley/protocol'
import { acceptCall, callEnded, ticketIssued } from '../state/callSlice.ts'
import { ringingHere } from '../state/callState.ts'
import type { CurrentCall } from './currentCall.ts'
import type { ListenerDeps } from './deps.ts'
import type { EndRequests } from './endRequests.ts'
import type { Later } from './later.ts'
import { reasonOf } from './serverFacts.ts'

/** Retry delay after `unavailable` (the server has just restarted). Milliseconds. */
const RETRY_MS = 500

/** Tells the server which calls the person has accepted. */
export interface Accepting {
  /** Tells the server until it has heard it, and follows its word; `media` is what the person answered with. */
  accept(callId: CallId, media: CallMedia): Promise<void>
  /** Calls this once no acceptance is under way, at once if none is: only then do both sides know which calls this device is in. */
  whenSettled(then: () => void): void
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

  /**
   * The server took an answer although the call had stopped ringing here: this person was in another on another device for a
   * moment. If it rings here again, the press counts.
   */
  function answeredAfterAll(callId: CallId, media: CallMedia): void {
    if (current.get().status === 'INCOMING' && ringingHere(store.getState().call, callId))
      store.dispatch(acceptCall({ callId, media }))
    else void endRequests.hangUp(callId, 'hangup')
  }

  async function tell(callId: CallId, media: CallMedia): Promise<void> {
    const ack = await outbox.deliver('acceptCall', { callId }, () => current.is(callId, 'IN_CALL'))
    if (!ack) return
    // The server has just restarted, and the caller has not reconnected to it yet.
    if (!ack.ok && ack.error === 'unavailable') later.run(() => accept(callId, media), RETRY_MS)
    else if (!ack.ok) store.dispatch(callEnded({ callId, reason: reasonOf(ack.error) }))
    else if (ack.call.state === 'ended')
      store.dispatch(callEnded({ callId, reason: ack.call.reason, rev: ack.call.rev }))
    else if (ack.call.state !== 'answered') return
    else if (current.is(callId, 'IN_CALL')) store.dispatch(ticketIssued({ callId, ticket: ack.call.ticket }))
    else answeredAfterAll(callId, media)
  }

  function settled(): void {
    underWay -= 1
    if (underWay > 0) return
    const then = waiting
    waiting = null
    then?.()
  }

  async function accept(callId: CallId, media: CallMedia): Promise<void> {
    if (!current.is(callId, 'IN_CALL')) return
    underWay += 1
    try {
      await tell(callId, media)
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
  }
}
