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

/** More tries than two people can cross each other in; then something is wrong and the device is told so. */
const ATTEMPTS = 5

const refuse = (error: ErrorCode): PlaceAck => ({ ok: false, error })

/** Shows a call to a device that asked for it; a stranger who guessed its callId learns nothing. */
export function show(call: Call | null, device: DeviceRef, tickets: Tickets): PlaceAck {
  const view = call && viewFor(call, device, tickets.issue)
  return view ? { ok: true, call: view } : refuse('notInCall')
}

/** Whether the second call is to the very person who placed the first. */
const crosses = (first: LiveCall, second: RingingCall): boolean =>
  first.state === 'ringing' &&
  sameUser(first.caller.userId, second.callee) &&
  sameUser(first.callee, second.caller.userId)

export interface PlacingTimes {
  /** How long a call rings. Milliseconds. */
  ringMs: number
  /** Until then, on the clock, somebody who is not here may be coming back. */
  gatheringUntil: number
}

/** Decides what a dialled ID leads to: a ringing call, an answered one where two dialled each other, or a refusal. */
export function createPlacing(deps: CallDeps, lifecycle: Lifecycle, { ringMs, gatheringUntil }: PlacingTimes) {
  const { store, presence, clock, log, tickets } = deps

  /** Two who dial each other: the later dialling is the answer to the earlier. Null if it rings no more. */
  async function answerCrossing(first: LiveCall, second: RingingCall): Promise<PlaceAck | null> {
    const crossing = { callId: second.callId, media: second.media }
    const call = await lifecycle.change(first.callId, (now) => answer(now, second.caller, clock.now(), crossing))
    return call?.state === 'answered' && isParty(call, second.caller) ? show(call, second.caller, tickets) : null
  }

  /** The refusal, or the answer of a crossing; null if the way may be free now. */
  async function resolve({ ofCaller, ofCallee }: Conflict, call: RingingCall): Promise<PlaceAck | null> {
    if (ofCaller) {
      if (isParty(ofCaller, call.caller)) {
        // A device is in one call: dialling anew, it has left the one we knew of.
        await lifecycle.change(ofCaller.callId, (now) => abandon(now, call.caller, clock.now()))
        return null
      }
      return crosses(ofCaller, call) ? answerCrossing(ofCaller, call) : refuse('alreadyInCall')
    }
    if (!ofCallee) return refuse('busy')
    // Silenced, it is not a call its callee is in; dialling its caller takes it all the same.
    if (crosses(ofCallee, call)) return answerCrossing(ofCallee, call)
    lifecycle.miss(call.callee, missedOf(call))
    // Gone while somebody rings them: nobody there to be busy.
    const gone = ofCallee.state === 'ringing' && !(await presence.find(call.callee))?.devices.length
    return refuse(gone ? 'offline' : 'busy')
  }

  /** The same for one who is away and for an ID that nobody has: the callee is looked up nowhere. */
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
    // There and not there alike, as an ID that nobody has; and nothing is missed by it.
    if (isGuest(call.callee)) return refuse('offline')
    const callee = await presence.find(call.callee)
    // Whoever is dialled, and whether there is anybody of that name: all wait alike.
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
    // Its callee may be gone by now; the repeated request is answered all the same.
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
