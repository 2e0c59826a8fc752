import {
  type Ack,
  type ClientContract,
  type DeviceRef,
  type ErrorCode,
  type Identity,
  isGuest,
  type Payload,
  sameUser,
} from '@parley/protocol'
import { type Call, isCaller, isParty, type LiveCall, type RingingCall } from './call.ts'
import { logRefused } from './callLog.ts'
import type { CallDeps, Lifecycle } from './lifecycle.ts'
import { abandon, answer, hangUp, place } from './transitions.ts'
import { missedOf, viewFor } from './view.ts'

type PlaceAck = Ack<ClientContract, 'placeCall'>

/** Attempts before the request is refused as unavailable; more than crossing calls ever need. */
const ATTEMPTS = 5

const refuse = (error: ErrorCode): PlaceAck => ({ ok: false, error })

/** Acknowledges with the call as this device may see it; refuses a device that is not in it, as if it did not exist. */
export function show(
  call: Call | null,
  device: DeviceRef,
  { clock, tickets }: Pick<CallDeps, 'clock' | 'tickets'>,
): PlaceAck {
  const view = call && viewFor(call, device, clock.now(), tickets.issue)
  return view ? { ok: true, call: view } : refuse('notInCall')
}

/** Times of placing calls. */
export interface PlacingTimes {
  /** How long a call rings. Milliseconds. */
  ringMs: number
  /** Until when users may still be reconnecting after a restart, on the clock. */
  gatheringUntil: number
}

/** Creates the handler of `placeCall`: a call by ID rings, is answered if the two dialled each other, or is refused. */
export function createPlacing(deps: CallDeps, lifecycle: Lifecycle, { ringMs, gatheringUntil }: PlacingTimes) {
  const { store, presence, clock, log, missed } = deps

  /** Answers the earlier of two crossing calls with the later. Null if the earlier one no longer rings. */
  async function answerCrossing(first: RingingCall, second: RingingCall): Promise<PlaceAck | null> {
    const crossing = { callId: second.callId, media: second.media }
    const call = await lifecycle.change(first.callId, (now) => answer(now, second.caller, clock.now(), crossing))
    return call?.state === 'answered' && isParty(call, second.caller) ? show(call, second.caller, deps) : null
  }

  /** The caller is in another call. Null if it was on this device, and placing should be tried again. */
  async function leaveOther(other: LiveCall, { caller }: RingingCall): Promise<PlaceAck | null> {
    if (!isParty(other, caller)) return refuse('alreadyInCall')
    // A device is in one call at most: by dialling again it has left the old one.
    await lifecycle.change(other.callId, (now) => abandon(now, caller, clock.now()))
    return null
  }

  /** Refuses as offline. Does not look the callee up, so that an unknown ID looks the same as an absent user. */
  async function missOffline(call: RingingCall): Promise<PlaceAck> {
    await lifecycle.miss(call)
    return refuse('offline')
  }

  async function begin(call: RingingCall): Promise<PlaceAck> {
    const begun = await lifecycle.begin(call, gatheringUntil)
    if (begun.state !== 'ended') return show(begun, call.caller, deps)
    if (begun.reason === 'busy') {
      // The caller hears of a missed call once it is kept.
      await missed.keep(begun.callee, missedOf(begun, { at: clock.now(), wall: clock.wall() }))
      return refuse('busy')
    }
    return begun.reason === 'offline' ? missOffline(call) : show(begun, call.caller, deps)
  }

  async function attempt(call: RingingCall): Promise<PlaceAck> {
    for (let tries = 0; tries < ATTEMPTS; tries += 1) {
      const placed = await store.place(call)
      switch (placed.outcome) {
        case 'created':
          return begin(placed.call)
        case 'known':
          return show(placed.call, call.caller, deps)
        case 'buried':
          return show(hangUp(call, call.caller, 'hangup', clock.now()), call.caller, deps)
        case 'conflict': {
          const ack = await leaveOther(placed.call, call)
          if (ack) return ack
          break
        }
        case 'crossing': {
          const ack = await answerCrossing(placed.call, call)
          if (ack) return ack
        }
      }
    }
    return refuse('unavailable')
  }

  async function decide(call: RingingCall): Promise<PlaceAck> {
    if (sameUser(call.callee, call.caller.userId)) return refuse('self')
    // A guest cannot be called by ID: connected or not, it looks like an unknown ID. No missed call is kept.
    if (isGuest(call.callee)) return refuse('offline')
    const callee = await presence.find(call.callee)
    // After a restart the call rings for any ID, known or unknown, until users have had time to reconnect.
    if (!callee && clock.now() < gatheringUntil) return attempt(call)
    return callee ? attempt({ ...call, callee: callee.userId }) : missOffline(call)
  }

  return async (
    device: DeviceRef,
    request: Payload<ClientContract, 'placeCall'>,
    identity: Identity,
  ): Promise<PlaceAck> => {
    const { callId, callee, media } = request
    const known = await store.get(callId)
    // A repeated request is acknowledged even if the callee has gone meanwhile.
    if (known) {
      const own = isCaller(known, device) || known.crossedBy === callId
      return own ? show(known, device, deps) : refuse('invalid')
    }
    const at = clock.now()
    const ack = await decide(place({ callId, kind: 'direct', media, caller: device, identity, callee, at, ringMs }))
    if (!ack.ok) logRefused(log, callId, device, callee, ack.error)
    return ack
  }
}
