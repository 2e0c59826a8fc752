import type { CallId, Invitation, MissedCall } from '@parley/protocol'
import { incomingCall } from '../state/callSlice.ts'
import { callRecorded, fromMissed } from '../state/historySlice.ts'
import type { CurrentCall } from './currentCall.ts'
import type { ListenerDeps } from './deps.ts'
import type { Farewells } from './endRequests.ts'
import type { RingWatch } from './ringTimeout.ts'
import { createScreen } from './screening.ts'

/** What becomes of the calls that others place to this user: which of them ring here, and what the server hears of it. */
export interface Invitations {
  /** Lets it ring, unless it is too old or is not to. Told twice, it rings once. */
  take(invitation: Invitation): void
  /** One that came while this device was away. */
  recordMissed(missed: MissedCall): void
  /** The person has been shown that it rings. */
  shown(callId: CallId): void
  /** Tells the server that it rings here, once that is true. */
  confirm(callId: CallId): void
  /** It shall ring on no device of this user. */
  block(callId: CallId): void
  /** Whether one came since this was last asked while this device was in another call. */
  takeOverlooked(): boolean
}

interface InvitationDeps extends Pick<ListenerDeps, 'store' | 'outbox' | 'clock' | 'screen'> {
  current: CurrentCall
  farewells: Farewells
  ringWatch: RingWatch
}

export function createInvitations(deps: InvitationDeps): Invitations {
  const { store, outbox, clock, current, farewells, ringWatch } = deps
  /** The call whose ringing the person has been shown. */
  let shown: CallId | null = null
  let overlooked = false
  const screen = createScreen(
    deps.screen ?? (() => 'ring'),
    (callId, everywhere) => void farewells.ignore(callId, everywhere),
  )

  function confirm(callId: CallId): void {
    if (shown !== callId || !current.is(callId, 'INCOMING')) return
    const call = current.get()
    const warm = call.status === 'INCOMING' && call.warm === true
    void outbox.deliver('confirmRinging', { callId, ...(warm && { warm }) }, () => current.is(callId, 'INCOMING'))
  }

  return {
    take: (invitation) => {
      const { callId, kind, media, caller, identity, expiresAt } = invitation
      if (ringWatch.localTime(expiresAt) <= clock.now()) return
      // What rings here already was let through, and the person sees it.
      if (!current.is(callId) && !screen.admits(callId, caller.userId)) return
      // Declined while the server was away, or before it was restarted: it still has to hear of it.
      const call = current.get()
      if (call.status === 'IDLE' && call.lastEnd?.callId === callId && call.lastEnd.reason === 'declined') {
        void farewells.decline(callId)
      }
      ringWatch.expires(callId, expiresAt)
      if (call.status !== 'IDLE' && call.callId !== callId) overlooked = true
      store.dispatch(incomingCall({ callId, kind, media, caller, identity }))
      // Told again for a call that rings here already: the server has forgotten that it does.
      confirm(callId)
    },
    recordMissed: (missed) => {
      if (!screen.isBlocked(missed.caller)) store.dispatch(callRecorded(fromMissed(missed)))
    },
    shown: (callId) => {
      shown = callId
      confirm(callId)
    },
    confirm,
    block: (callId) => screen.ignore(callId, true),
    takeOverlooked: () => {
      const was = overlooked
      overlooked = false
      return was
    },
  }
}
