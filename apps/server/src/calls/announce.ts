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

/** One device, or all devices of a user with at most one exception. */
export type Recipient = { device: DeviceRef } | { user: UserId; except?: DeviceRef }

type Fact = { [E in Told<ServerContract>]: { event: E; payload: Payload<ServerContract, E> } }[Told<ServerContract>]

/** A server event and its recipient. */
export type Announcement = { to: Recipient } & Fact

/** Sends an announcement at once; announcements keep their order. An offline recipient is no error. */
export type Deliver = (announcement: Announcement) => void

/**
 * Lists the announcements that follow when a call changes from `before` (null: it is new) to `after`.
 *
 * @param ticketOf issues the ticket of an answered call
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

/** Lists the announcements of a call between two waiters. Each device gets it with the ID of its own wait. */
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

/** Stops the ringing on all devices of the callee; the caller is told nothing. */
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

/** Tells the device that ended the call too, so that every device gets the same reason from the server. */
function ended(call: EndedCall): Announcement[] {
  const { callId, rev, reason, caller, callee } = call
  const answerer = answererOf(call)
  const news = { event: 'callEnded', payload: { callId, rev, reason } } as const
  const told: Announcement[] = [{ to: { device: caller }, ...news }]
  // The callee's devices were told that the call ended when it was silenced.
  if (call.silenced === null) told.push({ to: answerer ? { device: answerer } : { user: callee }, ...news })
  const missed = call.silenced !== 'blocked' && (reason === 'timeout' || reason === 'cancelled')
  return missed ? [...told, { to: { user: callee }, event: 'missedCall', payload: missedOf(call) }] : told
}
