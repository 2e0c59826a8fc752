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
import { type AnsweredCall, type Call, isOfCallee, isParty } from './call.ts'
import type { CallDeps, Lifecycle } from './lifecycle.ts'
import { abandon, meet, passOver, type Waiter } from './transitions.ts'
import { viewFor } from './view.ts'

type MeetingAck = Ack<ClientContract, 'joinLink'>

/** Where two meet: at a call link, as the server knows it (see `hashOfLink`), or in the queue for matches. */
export type MeetingPlace = { kind: 'link'; link: string } | { kind: 'match'; link: null }

/** What came of two who waited. `unfit`: those of them who wait no more, or are in a call that is not this one. */
export type Meet = { outcome: 'met'; call: AnsweredCall } | { outcome: 'full' } | { outcome: 'unfit'; who: Waiter[] }

/** More tries than there are reasons to try again; then something is wrong, and both are unfit. */
const ATTEMPTS = 5

type Refused = Extract<MeetingAck, { ok: false }>

/** Whether it is a call to this device's person that nobody has answered. */
const ringsFor = (call: Call, device: DeviceRef): boolean => call.state === 'ringing' && isOfCallee(call, device)

const refuse = (error: ErrorCode): Refused => ({ ok: false, error })
const shown = (call: CallView): MeetingAck => ({ ok: true, call, waiting: 0 })

/**
 * Brings two who wait into one call. Knows neither links nor the queue, only whom they are for.
 *
 * @param isThere told of each call: its devices may have gone in the moment in which they met
 */
export function createMeeting(
  { store, deliver, clock, tickets }: Pick<CallDeps, 'store' | 'deliver' | 'clock' | 'tickets'>,
  lifecycle: Lifecycle,
  isThere: (call: AnsweredCall) => Promise<void>,
) {
  /** The call as this device sees it; a stranger's `callId` is none of its business. */
  async function knownAs(device: DeviceRef, callId: CallId): Promise<MeetingAck | null> {
    const known = await store.get(callId)
    if (!known) return null
    const view = isParty(known, device) ? viewFor(known, device, tickets.issue) : null
    return view ? shown(view) : refuse('invalid')
  }

  /** Who has hung up before the request arrived is told so; nobody else was in it. */
  const unbegun = ({ callId, device, media }: Waiter, kind: MeetingPlace['kind']): MeetingAck =>
    shown({ callId, kind, media, rev: 1, caller: device, callee: device.userId, state: 'ended', reason: 'cancelled' })

  /** What rings for somebody who waits does not keep them from it. Resolves to whether they are free now. */
  async function makeFree({ device }: Waiter): Promise<boolean> {
    const call = await store.findByUser(device.userId)
    if (!call) return true
    if (!ringsFor(call, device)) return false
    const after = await lifecycle.change(call.callId, passOver)
    return after?.state === 'ringing' && after.silenced !== null
  }

  return {
    /** How a request is answered that was made before: with what has become of it. Null for a new one. */
    asked: async (waiter: Waiter, { kind }: MeetingPlace): Promise<MeetingAck | null> => {
      const known = await knownAs(waiter.device, waiter.callId)
      if (known) return known
      return (await store.isBuried(waiter.callId)) ? unbegun(waiter, kind) : null
    },
    /**
     * Why this device cannot wait; null if it can. A call that it is in itself it has left by asking, and one that rings
     * for its person goes on doing so.
     */
    refusal: async ({ device }: Waiter, { link }: MeetingPlace): Promise<Refused | null> => {
      const known = await store.findByUser(device.userId)
      const call = known && ringsFor(known, device) ? null : known
      if (call && !isParty(call, device)) return refuse('alreadyInCall')
      const there = link === null ? null : await store.findByLink(link)
      if (there && !isParty(there, device)) return refuse('full')
      if (call) await lifecycle.change(call.callId, (now) => abandon(now, device, clock.now()))
      return null
    },
    /** Brings two into one call who waited for each other, or says who of them cannot. */
    meet: async (place: MeetingPlace, pair: readonly [Waiter, Waiter]): Promise<Meet> => {
      const call = meet({ ...place, at: clock.now() }, pair)
      for (let tries = 0; tries < ATTEMPTS; tries += 1) {
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
            const who: Waiter[] = []
            for (const waiter of pair) {
              const isBusy = met.users.some((user) => sameUser(user, waiter.device.userId))
              if (isBusy && !(await makeFree(waiter))) who.push(waiter)
            }
            if (who.length > 0) return { outcome: 'unfit', who }
          }
        }
      }
      return { outcome: 'unfit', who: [...pair] }
    },
    find: store.get,
    /** The call of two who have just met, as this one of them is answered with it. */
    show: (call: Call, device: DeviceRef): MeetingAck => {
      const view = viewFor(call, device, tickets.issue)
      return view ? shown(view) : refuse('unavailable')
    },
    /** Tells a device that it waits no more, and that asking again is no use. */
    dismiss: async ({ callId, device }: Waiter, reason: EndReason): Promise<void> => {
      // It has become a call, or was hung up: the device knows.
      if ((await store.get(callId)) || (await store.isBuried(callId))) return
      await store.bury(callId)
      deliver({ to: { device }, event: 'callEnded', payload: { callId, rev: 1, reason } })
    },
    /** Whether two are in a call at this link. */
    isTaken: async (link: string): Promise<boolean> => (await store.findByLink(link)) !== null,
  }
}

export type Meetings = ReturnType<typeof createMeeting>
