import { type DeviceRef, type Payload, type ServerContract, sameDevice, type Told, type UserId } from '@parley/protocol'
import {
  type AnsweredCall,
  answererOf,
  type Call,
  type EndedCall,
  type LiveCall,
  type RingingCall,
  silencedOf,
} from './call.ts'
import { endOfSilenced, invitationTo, missedOf, viewFor } from './view.ts'

/** One device, or all devices of a user but perhaps one. */
export type Recipient = { device: DeviceRef } | { user: UserId; except?: DeviceRef }

type Fact = { [E in Told<ServerContract>]: { event: E; payload: Payload<ServerContract, E> } }[Told<ServerContract>]

/** A fact of the contract and who is told it. */
export type Announcement = { to: Recipient } & Fact

/** Passes an announcement on at once, in order. Nobody there to hear it is no error. */
export type Deliver = (announcement: Announcement) => void

/**
 * Who is told what when a call changes from `before` (null: it is new) to `after`.
 *
 * @param ticketOf what the two devices of an answered call are given
 */
export function announce(
  before: LiveCall | null,
  after: Call,
  ticketOf: (call: AnsweredCall) => string,
): Announcement[] {
  switch (after.state) {
    case 'ringing':
      return before
        ? [...ringing(before, after), ...silenced(before, after)]
        : [{ to: { user: after.callee }, event: 'incomingCall', payload: invitationTo(after) }]
    case 'answered':
      return answered(after, ticketOf(after))
    case 'ended':
      return ended(after)
  }
}

/** Who is told what when two who have waited are in this call: each hears it under the name of its own wait. */
export function announceMeeting(call: AnsweredCall, ticketOf: (call: AnsweredCall) => string): Announcement[] {
  const waits = [
    { device: call.caller, waited: call.callId },
    { device: call.answeredBy, waited: call.crossedBy ?? call.callId },
  ]
  return waits.flatMap(({ device, waited }): Announcement[] => {
    const view = viewFor(call, device, ticketOf)
    return view ? [{ to: { device }, event: 'callMet', payload: { waited, call: view } }] : []
  })
}

function ringing(before: LiveCall, { callId, rev, caller, ringing }: RingingCall): Announcement[] {
  const known = before.state === 'ringing' ? before.ringing : []
  return ringing
    .filter((device) => !known.some((other) => sameDevice(other, device) && other.warm === device.warm))
    .map((device) => ({ to: { device: caller }, event: 'deviceRinging', payload: { callId, rev, device } }))
}

/** The callee's devices ring no more, one that has just come among them; the caller is told nothing. */
function silenced(before: LiveCall, { callId, rev, callee, silenced }: RingingCall): Announcement[] {
  if (silenced === null || silenced === silencedOf(before)) return []
  return [{ to: { user: callee }, event: 'callEnded', payload: { callId, rev, reason: endOfSilenced(silenced) } }]
}

function answered(call: AnsweredCall, ticket: string): Announcement[] {
  const { callId, rev, media, caller, callee, answeredBy } = call
  return [
    { to: { device: caller }, event: 'callAnswered', payload: { callId, rev, device: answeredBy, media, ticket } },
    {
      to: { user: callee, except: answeredBy },
      event: 'callEnded',
      payload: { callId, rev, reason: 'answeredElsewhere' },
    },
  ]
}

/** The device that ended it is told as well: whatever happens, each device hears the one reason from one place. */
function ended(call: EndedCall): Announcement[] {
  const { callId, rev, reason, caller, callee } = call
  const answerer = answererOf(call)
  const news = { event: 'callEnded', payload: { callId, rev, reason } } as const
  const told: Announcement[] = [{ to: { device: caller }, ...news }]
  // For the callee of a silenced call it ended when it was silenced.
  if (call.silenced === null) told.push({ to: answerer ? { device: answerer } : { user: callee }, ...news })
  const missed = call.silenced !== 'blocked' && (reason === 'timeout' || reason === 'cancelled')
  return missed ? [...told, { to: { user: callee }, event: 'missedCall', payload: missedOf(call) }] : told
}
