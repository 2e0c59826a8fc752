import { type Ack, type ClientContract, type DeviceRef, type ErrorCode, type Payload, sameUser } from '@parley/protocol'
import { type Call, isCaller, isParty, type LiveCall, type RingingCall } from './call.ts'
import { logRefused } from './callLog.ts'
import type { CallDeps, Lifecycle } from './lifecycle.ts'
import type { Placed } from './store.ts'
import { abandon, answer, hangUp, place } from './transitions.ts'
import { missedOf, viewFor } from './view.ts'

type PlaceAck = Ack<ClientContract, 'placeCall'>
type Conflict = Extract<Placed, { outcome: 'conflict' }>

/** More tries than two people can cross each other in; then something is wrong and the device is told so. */
const ATTEMPTS = 5

const refuse = (error: ErrorCode): PlaceAck => ({ ok: false, error })

/** Shows a call to a device that asked for it; a stranger who guessed its callId learns nothing. */
export function show(call: Call | null, device: DeviceRef): PlaceAck {
  const view = call && viewFor(call, device)
  return view ? { ok: true, call: view } : refuse('notInCall')
}

/** Decides what a dialled ID leads to: a ringing call, an answered one where two dialled each other, or a refusal. */
export function createPlacing(deps: CallDeps, lifecycle: Lifecycle, ringMs: number) {
  const { store, presence, clock, log } = deps

  /** Two who dial each other: the later dialling is the answer to the earlier. Null if it rings no more. */
  async function answerCrossing(first: LiveCall, second: RingingCall): Promise<PlaceAck | null> {
    const crossing = { callId: second.callId, media: second.media }
    const call = await lifecycle.change(first.callId, (now) => answer(now, second.caller, clock.now(), crossing))
    return call?.state === 'answered' && isParty(call, second.caller) ? show(call, second.caller) : null
  }

  /** The refusal, or the answer of a crossing; null if the way may be free now. */
  async function resolve({ ofCaller, ofCallee }: Conflict, call: RingingCall): Promise<PlaceAck | null> {
    if (ofCaller) {
      if (isParty(ofCaller, call.caller)) {
        // A device is in one call: dialling anew, it has left the one we knew of.
        await lifecycle.change(ofCaller.callId, (now) => abandon(now, call.caller, clock.now()))
        return null
      }
      const crosses = sameUser(ofCaller.caller.userId, call.callee) && sameUser(ofCaller.callee, call.caller.userId)
      if (crosses && ofCaller.state === 'ringing') return answerCrossing(ofCaller, call)
      return refuse('alreadyInCall')
    }
    if (!ofCallee) return refuse('busy')
    lifecycle.miss(call.callee, missedOf(call))
    // Gone while somebody rings them: nobody there to be busy.
    const gone = ofCallee.state === 'ringing' && (await presence.find(call.callee))?.devices.length === 0
    return refuse(gone ? 'offline' : 'busy')
  }

  async function begin(call: RingingCall): Promise<PlaceAck> {
    return (await lifecycle.begin(call)) ? show(call, call.caller) : refuse('offline')
  }

  async function attempt(call: RingingCall): Promise<PlaceAck> {
    for (let tries = 0; tries < ATTEMPTS; tries += 1) {
      const placed = await store.place(call)
      switch (placed.outcome) {
        case 'created':
          return begin(call)
        case 'known':
          return show(placed.call, call.caller)
        case 'buried':
          return show(hangUp(call, call.caller, 'hangup', clock.now()), call.caller)
        case 'conflict': {
          const ack = await resolve(placed, call)
          if (ack) return ack
        }
      }
    }
    return refuse('unavailable')
  }

  return async (device: DeviceRef, request: Payload<ClientContract, 'placeCall'>): Promise<PlaceAck> => {
    const { callId, media } = request
    const known = await store.get(callId)
    // Its callee may be gone by now; the repeated request is answered all the same.
    if (known) return isCaller(known, device) || known.crossedBy === callId ? show(known, device) : refuse('invalid')
    const callee = sameUser(request.callee, device.userId) ? null : await presence.find(request.callee)
    const ack = callee
      ? await attempt(
          place({ callId, kind: 'direct', media, caller: device, callee: callee.userId, at: clock.now(), ringMs }),
        )
      : refuse(sameUser(request.callee, device.userId) ? 'self' : 'offline')
    if (!ack.ok) logRefused(log, callId, device, request.callee, ack.error)
    return ack
  }
}
