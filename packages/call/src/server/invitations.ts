import type { CallId, Invitation, MissedCall } from '@parley/protocol'
import { incomingCall } from '../state/callSlice.ts'
import { callRecorded, fromMissed } from '../state/historySlice.ts'
import type { CurrentCall } from './currentCall.ts'
import type { ListenerDeps } from './deps.ts'
import type { EndRequests } from './endRequests.ts'
import type { RingTimeout } from './ringTimeout.ts'
import { createScreen } from './screening.ts'

/** The calls that others place to this user: decides which ring here, and reports it to the server. */
export interface Invitations {
  /** Rings, unless the invitation has expired or is screened. Idempotent. */
  take(invitation: Invitation): void
  /** Records a call that came while this device was away. */
  recordMissed(missed: MissedCall): void
  /** The dialog is on the screen. */
  shown(callId: CallId): void
  /** Tells the server that the call rings here, if the dialog is on the screen. */
  confirm(callId: CallId): void
  /** Keeps the call from ringing on any device of this user. */
  block(callId: CallId): void
  /** True if an invitation came during another call since this was last asked. */
  takeOverlooked(): boolean
}

interface InvitationDeps extends Pick<ListenerDeps, 'store' | 'outbox' | 'clock' | 'screen'> {
  current: CurrentCall
  endRequests: EndRequests
  ringTimeout: RingTimeout
}

/** Creates the handling of invitations; it holds no listeners of its own. */
export function createInvitations(deps: InvitationDeps): Invitations {
  const { store, outbox, clock, current, endRequests, ringTimeout } = deps
  /** The call whose dialog is on the screen. */
  let shown: CallId | null = null
  let overlooked = false
  const screen = createScreen(
    deps.screen ?? (() => 'ring'),
    (callId, everywhere) => void endRequests.ignore(callId, everywhere),
  )

  function confirm(callId: CallId): void {
    if (shown !== callId || !current.is(callId, 'INCOMING')) return
    const call = current.get()
    const warm = call.status === 'INCOMING' && call.preconnect === true
    void outbox.deliver('confirmRinging', { callId, ...(warm && { warm }) }, () => current.is(callId, 'INCOMING'))
  }

  return {
    take: (invitation) => {
      const { callId, kind, media, caller, identity, expiresAt } = invitation
      if (ringTimeout.localTime(expiresAt) <= clock.now()) return
      // A call that rings already was admitted before; the person sees it.
      if (!current.is(callId) && !screen.admits(callId, caller.userId)) return
      // The person declined it while the server was away or before it restarted: decline again.
      const call = current.get()
      if (call.status === 'IDLE' && call.lastEnd?.callId === callId && call.lastEnd.reason === 'declined') {
        void endRequests.decline(callId)
      }
      ringTimeout.expires(callId, expiresAt)
      if (call.status !== 'IDLE' && call.callId !== callId) overlooked = true
      store.dispatch(incomingCall({ callId, kind, media, caller, identity }))
      // A repeated invitation means that a restarted server has forgotten that the call rings here.
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
