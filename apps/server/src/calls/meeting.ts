import {
  type Ack,
  type CallId,
  type CallView,
  type ClientContract,
  type DeviceRef,
  type EndReason,
  type ErrorCode,
  sameUser,
} from '@parley/protocol'
import { type AnsweredCall, type Call, isParty } from './call.ts'
import type { CallDeps, Lifecycle } from './lifecycle.ts'
import { abandon, meet, type Waiter } from './transitions.ts'
import { viewFor } from './view.ts'

type MeetingAck = Ack<ClientContract, 'joinLink'>

/** Where two waiters meet: at a call link, named by its hash (see `hashOfLink`), or in the match queue. */
export type MeetingPlace = { kind: 'link'; link: string } | { kind: 'match'; link: null }

/** The outcome for two waiters. `unfit` lists those who no longer wait or are in another call. */
export type Meet = { outcome: 'met'; call: AnsweredCall } | { outcome: 'full' } | { outcome: 'unfit'; who: Waiter[] }

type Refused = Extract<MeetingAck, { ok: false }>

const refuse = (error: ErrorCode): Refused => ({ ok: false, error })
const shown = (call: CallView): MeetingAck => ({ ok: true, call, waiting: 0 })

/**
 * Brings two waiters into one call. Does not know how the link service and the queue find them.
 *
 * @param isThere called with each new call, because both devices may have disconnected meanwhile
 */
export function createMeeting(
  { store, deliver, clock, tickets }: Pick<CallDeps, 'store' | 'deliver' | 'clock' | 'tickets'>,
  lifecycle: Lifecycle,
  isThere: (call: AnsweredCall) => Promise<void>,
) {
  /** Shows the known call to its party, and refuses it to any other device. Null if the call is unknown. */
  async function knownAs(device: DeviceRef, callId: CallId): Promise<MeetingAck | null> {
    const known = await store.get(callId)
    if (!known) return null
    const view = isParty(known, device) ? viewFor(known, device, clock.now(), tickets.issue) : null
    return view ? shown(view) : refuse('invalid')
  }

  /** The acknowledgement for a device that hung up before its request arrived. */
  const unbegun = ({ callId, device, media }: Waiter, kind: MeetingPlace['kind']): MeetingAck =>
    shown({ callId, kind, media, rev: 1, caller: device, callee: device.userId, state: 'ended', reason: 'cancelled' })

  return {
    /** Acknowledges a repeated request with the state of its call. Null for a new request. */
    asked: async (waiter: Waiter, { kind }: MeetingPlace): Promise<MeetingAck | null> => {
      const known = await knownAs(waiter.device, waiter.callId)
      if (known) return known
      return (await store.isBuried(waiter.callId)) ? unbegun(waiter, kind) : null
    },
    /**
     * Why this device cannot wait; null if it can. Ends a call the device itself was in, because it has left it by
     * asking.
     */
    refusal: async ({ device }: Waiter, { link }: MeetingPlace): Promise<Refused | null> => {
      const call = await store.findByUser(device.userId)
      if (call && !isParty(call, device)) return refuse('alreadyInCall')
      const there = link === null ? null : await store.findByLink(link)
      if (there && !isParty(there, device)) return refuse('full')
      if (call) await lifecycle.change(call.callId, (now) => abandon(now, device, clock.now()))
      return null
    },
    /** Brings two waiters into one call, or tells which of them are unfit. */
    meet: async (place: MeetingPlace, pair: readonly [Waiter, Waiter]): Promise<Meet> => {
      const call = meet({ ...place, at: clock.now() }, pair)
      const met = await lifecycle.meet(call)
      switch (met.outcome) {
        case 'created':
          await isThere(call)
          return { outcome: 'met', call }
        case 'full':
          return met
        case 'spent':
          return { outcome: 'unfit', who: pair.filter(({ callId }) => met.callIds.includes(callId)) }
        case 'busy': {
          const isBusy = ({ device }: Waiter) => met.users.some((user) => sameUser(user, device.userId))
          return { outcome: 'unfit', who: pair.filter(isBusy) }
        }
      }
    },
    /** Finds a call by its ID. */
    find: store.get,
    /** The acknowledgement that shows the call to this device. */
    show: (call: Call, device: DeviceRef): MeetingAck => {
      const view = viewFor(call, device, clock.now(), tickets.issue)
      return view ? shown(view) : refuse('unavailable')
    },
    /** Tells a device that its wait is over, and refuses repetitions of its request. */
    dismiss: async ({ callId, device }: Waiter, reason: EndReason): Promise<void> => {
      // The wait has become a call or was hung up; the device has been told.
      if ((await store.get(callId)) || (await store.isBuried(callId))) return
      await store.bury(callId)
      deliver({ to: { device }, event: 'callEnded', payload: { callId, rev: 1, reason } })
    },
    /** True if a call is in progress at this link. */
    isTaken: async (link: string): Promise<boolean> => (await store.findByLink(link)) !== null,
  }
}

/** The call service's part for waiters; used by the link service and the match service. */
export type Meetings = ReturnType<typeof createMeeting>
