import { type CallId, type Invitation, type MissedCall, sameUser, type UserId } from '@parley/protocol'
import { callEnded, incomingCall } from '../state/callSlice.ts'
import {
  allRinging,
  type CallSliceState,
  type CallState,
  isEngaged,
  MAX_OTHERS,
  ringingHere,
} from '../state/callState.ts'
import { callRecorded, fromMissed } from '../state/historySlice.ts'
import type { CurrentCall } from './currentCall.ts'
import type { ListenerDeps } from './deps.ts'
import type { EndRequests } from './endRequests.ts'
import type { RingTimeout } from './ringTimeout.ts'
import { createScreen } from './screening.ts'
import { createStrangerLimits } from './strangerLimits.ts'

/** The calls that others place to this user: decides which ring here, and reports it to the server. */
export interface Invitations {
  /** Rings, unless the invitation has expired, is screened, or finds no place beside the other calls. Idempotent. */
  take(invitation: Invitation): void
  /** Records a call that was missed. `now`: the server's clock, which the same message told. */
  recordMissed(missed: MissedCall, now: number): void
  /** The call is on the screen. */
  shown(callId: CallId): void
  /** Tells the server again how the call rings here, if it is on the screen. */
  confirm(callId: CallId): void
  /** Keeps the call from ringing on any device of this user. */
  block(callId: CallId): void
  /**
   * Follows the slice: tells the server how each call rings now, and strangers that this person is busy once they are in a
   * call.
   */
  follow(calls: CallSliceState): void
  /** The person has declined a call of this user, on this device or another. */
  declined(caller: UserId): void
  /** True if a call that crosses this side's own was left to the server since this was last asked. */
  takeOverlooked(): boolean
}

interface InvitationDeps extends Pick<ListenerDeps, 'store' | 'outbox' | 'clock' | 'screen' | 'isContact'> {
  current: CurrentCall
  endRequests: EndRequests
  ringTimeout: RingTimeout
}

/** How a call rings on this device, as the server is told. */
interface Ringing {
  warm: boolean
  engaged: boolean
}

const isSame = (one: Ringing | undefined, other: Ringing): boolean =>
  one?.warm === other.warm && one.engaged === other.engaged

/** True if others hear that this person is busy: the server knows that they are in a call here, and not elsewhere. */
const isBusy = (call: CallState): boolean => isEngaged(call) && (call.status !== 'IN_CALL' || call.ticket !== null)

/** How this call rings here: in front of the person, or beside the call that they are in. Null if it does not ring. */
function howItRings(calls: CallSliceState, callId: CallId): Ringing | null {
  const call = ringingHere(calls, callId)
  return call && { warm: call.preconnect === true, engaged: isEngaged(calls.current) }
}

/** Creates the handling of invitations; it holds no listeners of its own. */
export function createInvitations(deps: InvitationDeps): Invitations {
  const { store, outbox, clock, current, endRequests, ringTimeout, isContact = () => false } = deps
  /** The calls on the screen, each as the server was told last; undefined if it was not yet. */
  const shown = new Map<CallId, Ringing | undefined>()
  let overlooked = false
  const screen = createScreen(
    deps.screen ?? (() => 'ring'),
    (callId, everywhere) => void endRequests.ignore(callId, everywhere),
  )
  const strangers = createStrangerLimits(clock.now)
  const calls = () => store.getState().call

  function confirm(callId: CallId): void {
    const how = howItRings(calls(), callId)
    if (!how || !shown.has(callId)) return
    // Strangers hear that this person is busy, once it is sure that they are in the call.
    if (how.engaged && !ringingHere(calls(), callId)?.contact) return
    shown.set(callId, how)
    const { warm, engaged } = how
    const told = { callId, ...(warm && { warm }), ...(engaged && { engaged }) }
    void outbox.deliver('confirmRinging', told, () => {
      const now = howItRings(calls(), callId)
      return now !== null && isSame(how, now)
    })
  }

  /** Keeps a call from ringing here: its caller hears nothing of it, or while this person is in a call that they are busy. */
  function refuse({ callId }: Pick<Invitation, 'callId'>, blocked: boolean): void {
    if (isBusy(current.get())) void endRequests.decline(callId, blocked ? 'blocked' : 'busy')
    else screen.ignore(callId, blocked)
  }

  /** Ends a stranger's call here, so that a contact's finds a place. */
  function displaceStranger(): void {
    const stranger = calls().others.find((call) => !call.contact)
    if (!stranger) return
    screen.ignore(stranger.callId, false)
    store.dispatch(callEnded({ callId: stranger.callId, reason: 'cancelled' }))
  }

  /** Makes a place for a call that may ring, where a contact's needs that of a stranger. False if there is none. */
  function makePlace(invitation: Invitation, contact: boolean): boolean {
    if (!contact) {
      if (isBusy(current.get())) return false
      const full = calls().others.length >= MAX_OTHERS
      return !full && strangers.admits(invitation.caller.userId)
    }
    if (calls().others.length >= MAX_OTHERS) displaceStranger()
    return calls().others.length < MAX_OTHERS
  }

  /** True if the two call each other: the server answers the one call with the other, if it gets both. */
  function crosses({ caller }: Invitation): boolean {
    const call = current.get()
    return call.status === 'OUTGOING' && call.kind === 'direct' && sameUser(call.peer, caller.userId)
  }

  /** True if this person is in a call with the caller, who may have left it and calls again. */
  function isWith(caller: UserId): boolean {
    const call = current.get()
    return call.status === 'IN_CALL' && call.kind !== 'code' && sameUser(call.peer, caller)
  }

  function ring(invitation: Invitation, contact: boolean): void {
    const { callId, kind, media, rev, caller, identity, ringsForMs } = invitation
    // The person declined it while the server was away or before it restarted: decline again.
    const call = current.get()
    if (call.status === 'IDLE' && call.lastEnd?.callId === callId && call.lastEnd.reason === 'declined') {
      void endRequests.decline(callId)
    }
    ringTimeout.ringsFor(callId, ringsForMs)
    store.dispatch(incomingCall({ callId, kind, media, rev, caller, identity, contact }))
    // A repeated invitation means that a restarted server has forgotten that the call rings here.
    confirm(callId)
  }

  return {
    take: (invitation) => {
      const { callId, caller, identity, ringsForMs } = invitation
      if (ringsForMs === 0 || current.is(callId, 'OUTGOING', 'IN_CALL')) return
      const contact = isContact(caller.userId, identity) || isWith(caller.userId)
      // A call that rings already was admitted before; the person sees it. One that is over is no news either.
      if (ringingHere(calls(), callId) || calls().ended.includes(callId)) return ring(invitation, contact)
      const verdict = screen.judge(callId, caller.userId)
      if (verdict !== 'ring') refuse(invitation, verdict === 'block')
      else if (crosses(invitation)) overlooked = true
      else if (makePlace(invitation, contact)) ring(invitation, contact)
      else refuse(invitation, false)
    },
    recordMissed: (missed, now) => {
      // The two machines' clocks may differ, so only the call's age is taken from the server.
      const at = clock.wall() - Math.max(0, now - missed.at)
      if (!screen.isBlocked(missed.caller)) store.dispatch(callRecorded(fromMissed({ ...missed, at })))
    },
    shown: (callId) => {
      if (!shown.has(callId)) shown.set(callId, undefined)
      confirm(callId)
    },
    confirm,
    block: (callId) => screen.ignore(callId, true),
    follow: (now) => {
      for (const callId of [...shown.keys()]) if (!ringingHere(now, callId)) shown.delete(callId)
      for (const { callId, contact } of allRinging(now)) {
        const how = howItRings(calls(), callId)
        if (how && isBusy(current.get()) && !contact) {
          void endRequests.decline(callId, 'busy')
          store.dispatch(callEnded({ callId, reason: 'busy' }))
        } else if (how && shown.get(callId) && !isSame(shown.get(callId), how)) confirm(callId)
      }
    },
    declined: (caller) => strangers.declined(caller),
    takeOverlooked: () => {
      const was = overlooked
      overlooked = false
      return was
    },
  }
}
