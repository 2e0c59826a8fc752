import {
  type DeviceRef,
  type Moment,
  type Payload,
  type RingingDevice,
  type ServerContract,
  sameDevice,
  type Told,
  type UserId,
} from '@parley/protocol'
import {
  type AnsweredCall,
  answererOf,
  type Call,
  type EndedCall,
  type LiveCall,
  type RingingCall,
  silencedOf,
} from './call.ts'
import { endOfSilenced, invitationTo, isUnanswered, missedOf, viewFor } from './view.ts'

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
 * @param now this moment; `at` by the clock of the call's times
 * @param ticketOf issues the ticket of an answered call
 */
export function announce(
  before: LiveCall | null,
  after: Call,
  now: Moment,
  ticketOf: (call: AnsweredCall) => string,
): Announcement[] {
  switch (after.state) {
    case 'ringing':
      return before
        ? [...confined(before, after, now), ...ringing(before, after), ...silenced(before, after)]
        : [invited(after, now)]
    case 'answered':
      return answered(after, ticketOf(after))
    case 'ended':
      return ended(after, now)
  }
}

/** Lists the announcements of a call between two waiters. Each device gets it with the ID of its own wait. */
export function announceMeeting(
  call: AnsweredCall,
  { at }: Moment,
  ticketOf: (call: AnsweredCall) => string,
): Announcement[] {
  const waits = [
    { device: call.caller, waited: call.callId },
    { device: call.answeredBy, waited: call.crossedBy ?? call.callId },
  ]
  return waits.flatMap(({ device, waited }): Announcement[] => {
    const view = viewFor(call, device, at, ticketOf)
    return view ? [{ to: { device }, event: 'callMet', payload: { waited, call: view } }] : []
  })
}

/** Invites the callee's devices, or the one in another call. */
function invited(call: RingingCall, now: Moment): Announcement {
  const to = call.onlyAt ? { device: call.onlyAt } : { user: call.callee }
  return { to, event: 'incomingCall', payload: invitationTo(call, now.at) }
}

/** The callee went into another call, and only the device of that one rings on; or they are free, and all ring again. */
function confined(before: LiveCall, after: RingingCall, now: Moment): Announcement[] {
  if (before.state !== 'ringing' || before.onlyAt === after.onlyAt) return []
  const { callId, rev, callee, onlyAt } = after
  if (onlyAt === null) return [invited(after, now)]
  const payload = { callId, rev, reason: 'alreadyInCall' } as const
  return [{ to: { user: callee, except: onlyAt }, event: 'callEnded', payload }, invited(after, now)]
}

function ringing(before: LiveCall, { callId, rev, caller, ringing }: RingingCall): Announcement[] {
  const known = before.state === 'ringing' ? before.ringing : []
  return ringing
    .filter((device) => !known.some((other) => isSame(other, device)))
    .map((device) => ({ to: { device: caller }, event: 'deviceRinging', payload: { callId, rev, device } }))
}

const isSame = (one: RingingDevice, other: RingingDevice): boolean =>
  sameDevice(one, other) && one.warm === other.warm && one.engaged === other.engaged

/** Stops the ringing on all devices of the callee; the caller is told nothing. */
function silenced(before: LiveCall, { callId, rev, callee, silenced, onlyAt }: RingingCall): Announcement[] {
  if (silenced === null || silenced === silencedOf(before)) return []
  return [
    {
      to: onlyAt ? { device: onlyAt } : { user: callee },
      event: 'callEnded',
      payload: { callId, rev, reason: endOfSilenced(silenced) },
    },
  ]
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
function ended(call: EndedCall, now: Moment): Announcement[] {
  const { callId, rev, reason, caller, callee } = call
  const answerer = answererOf(call)
  const news = { event: 'callEnded', payload: { callId, rev, reason } } as const
  const told: Announcement[] = [{ to: { device: caller }, ...news }]
  // The callee's devices were told that the call ended when it was silenced.
  if (call.silenced === null) {
    const only = answerer ?? call.onlyAt
    told.push({ to: only ? { device: only } : { user: callee }, ...news })
  }
  // Of a call that ends as offline the devices are told by whoever finds them gone.
  if (!isUnanswered(call) || reason === 'offline' || call.silenced === 'blocked') return told
  const payload = { ...missedOf(call, now), now: now.wall }
  return [...told, { to: { user: callee }, event: 'missedCall', payload }]
}
