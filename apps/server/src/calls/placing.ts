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
import type { Placed } from './store.ts'
import type { Tickets } from './tickets.ts'
import { abandon, answer, hangUp, place } from './transitions.ts'
import { missedOf, viewFor } from './view.ts'

type PlaceAck = Ack<ClientContract, 'placeCall'>
type Conflict = Extract<Placed, { outcome: 'conflict' }>

/** Attempts before the request is refused as unavailable; more than crossing calls ever need. */
const ATTEMPTS = 5

const refuse = (error: ErrorCode): PlaceAck => ({ ok: false, error })

/** Acknowledges with the call as this device may see it; refuses a device that is not in it, as if it did not exist. */
export function show(call: Call | null, device: DeviceRef, tickets: Tickets): PlaceAck {
  const view = call && viewFor(call, device, tickets.issue)
  return view ? { ok: true, call: view } : refuse('notInCall')
}

/** True if the two calls cross: the first rings, and the second is from its callee to its caller. */
const crosses = (first: LiveCall, second: RingingCall): boolean =>
  first.state === 'ringing' &&
  sameUser(first.caller.userId, second.callee) &&
  sameUser(first.callee, second.caller.userId)

/** Times of placing calls. */
export interface PlacingTimes {
  /** How long a call rings. Milliseconds. */
  ringMs: number
  /** Until when users may still be reconnecting after a restart; milliseconds since the epoch. */
  gatheringUntil: number
}

/** Creates the handler of `placeCall`: a call by ID rings, is answered if the two dialled each other, or is refused. */
export function createPlacing(deps: CallDeps, lifecycle: Lifecycle, { ringMs, gatheringUntil }: PlacingTimes) {
  const { store, presence, clock, log, tickets } = deps

  /** Answers the earlier of two crossing calls with the later. Null if the earlier one no longer rings. */
  async function answerCrossing(first: LiveCall, second: RingingCall): Promise<PlaceAck | null> {
    const crossing = { callId: second.callId, media: second.media }
    const call = await lifecycle.change(first.callId, (now) => answer(now, second.caller, clock.now(), crossing))
    return call?.state === 'answered' && isParty(call, second.caller) ? show(call, second.caller, tickets) : null
  }

  /** Resolves a conflict by a refusal or by answering a crossing call. Null if placing should be tried again. */
  async function resolve({ ofCaller, ofCallee }: Conflict, call: RingingCall): Promise<PlaceAck | null> {
    if (ofCaller) {
      if (isParty(ofCaller, call.caller)) {
        // A device is in one call at most: by dialling again it has left the old one.
        await lifecycle.change(ofCaller.callId, (now) => abandon(now, call.caller, clock.now()))
        return null
      }
      return crosses(ofCaller, call) ? answerCrossing(ofCaller, call) : refuse('alreadyInCall')
    }
    if (!ofCallee) return refuse('busy')
    // A silenced call does not occupy its callee, so it shows up as the other user's; dialling its caller answers it.
    if (crosses(ofCallee, call)) return answerCrossing(ofCallee, call)
    lifecycle.miss(call.callee, missedOf(call))
    // A callee who went offline while another call rings for them is offline, not busy.
    const gone = ofCallee.state === 'ringing' && !(await presence.find(call.callee))?.devices.length
    return refuse(gone ? 'offline' : 'busy')
  }

  /** Refuses as offline. Does not look the callee up, so that an unknown ID looks the same as an absent user. */
  function missOffline(call: RingingCall): PlaceAck {
    lifecycle.miss(call.callee, missedOf(call))
    return refuse('offline')
  }

  async function begin(call: RingingCall): Promise<PlaceAck> {
    return (await lifecycle.begin(call, gatheringUntil)) ? show(call, call.caller, tickets) : missOffline(call)
  }

  async function attempt(call: RingingCall): Promise<PlaceAck> {
    for (let tries = 0; tries < ATTEMPTS; tries += 1) {
      const placed = await store.place(call)
      switch (placed.outcome) {
        case 'created':
          return begin(call)
        case 'known':
          return show(placed.call, call.caller, tickets)
        case 'buried':
          return show(hangUp(call, call.caller, 'hangup', clock.now()), call.caller, tickets)
        case 'conflict': {
          const ack = await resolve(placed, call)
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
      return own ? show(known, device, tickets) : refuse('invalid')
    }
    const at = clock.now()
    const ack = await decide(place({ callId, kind: 'direct', media, caller: device, identity, callee, at, ringMs }))
    if (!ack.ok) logRefused(log, callId, device, callee, ack.error)
    return ack
  }
}
