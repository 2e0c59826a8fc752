import { type DeviceRef, type Payload, type ServerContract, sameDevice, type Told, type UserId } from '@parley/protocol'
import { type AnsweredCall, answererOf, type Call, type EndedCall, type LiveCall } from './call.ts'
import { invitationTo, missedOf } from './view.ts'

/** One device, or all devices of a user but perhaps one. */
export type Recipient = { device: DeviceRef } | { user: UserId; except?: DeviceRef }

type Fact = { [E in Told<ServerContract>]: { event: E; payload: Payload<ServerContract, E> } }[Told<ServerContract>]

/** A fact of the contract and who is told it. */
export type Announcement = { to: Recipient } & Fact

/** Passes an announcement on at once, in order. Nobody there to hear it is no error. */
export type Deliver = (announcement: Announcement) => void

/** Who is told what when a call changes from `before` (null: it is new) to `after`. */
export function announce(before: LiveCall | null, after: Call): Announcement[] {
  switch (after.state) {
    case 'ringing': {
      if (!before) return [{ to: { user: after.callee }, event: 'incomingCall', payload: invitationTo(after) }]
      const known = before.state === 'ringing' ? before.ringing : []
      const { callId, rev } = after
      return after.ringing
        .filter((device) => !known.some((other) => sameDevice(other, device)))
        .map((device) => ({ to: { device: after.caller }, event: 'deviceRinging', payload: { callId, rev, device } }))
    }
    case 'answered':
      return answered(after)
    case 'ended':
      return ended(after)
  }
}

function answered({ callId, rev, media, caller, callee, answeredBy }: AnsweredCall): Announcement[] {
  return [
    { to: { device: caller }, event: 'callAnswered', payload: { callId, rev, device: answeredBy, media } },
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
  const told: Announcement[] = [
    { to: { device: caller }, ...news },
    { to: answerer ? { device: answerer } : { user: callee }, ...news },
  ]
  const missed = reason === 'timeout' || reason === 'cancelled'
  return missed ? [...told, { to: { user: callee }, event: 'missedCall', payload: missedOf(call) }] : told
}
