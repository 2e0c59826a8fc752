import * as z from 'zod/mini'
import { Identity } from './identity.ts'
import { CallId, DeviceRef, DisplayName, UserId } from './ids.ts'

/** How the two met: by ID, by a call link, paired by the server, or by codes that a server never sees. */
export const CallKind = z.enum(['direct', 'link', 'match', 'code'])
export type CallKind = z.infer<typeof CallKind>

/** What the caller asked for; in a call, the most that either side may send at its start. */
export const CallMedia = z.enum(['video', 'voice'])
export type CallMedia = z.infer<typeof CallMedia>

/** Why a call is over. Exactly one per call and device. */
export const endReasons = [
  'hangup',
  'declined',
  'cancelled',
  'timeout',
  'busy',
  'offline',
  'answeredElsewhere',
  'alreadyInCall',
  'lost',
  'blocked',
  'full',
  'linkGone',
  'failed',
  'insecure',
] as const
export const EndReason = z.enum(endReasons)
export type EndReason = z.infer<typeof EndReason>

/** What a ringing device needs to ring. `expiresAt`: milliseconds on the server's clock; see `now` in `sync`. */
export const Invitation = z.strictObject({
  callId: CallId,
  kind: CallKind,
  media: CallMedia,
  caller: DeviceRef,
  /** Who the caller's device says it is, with proof; the callee's device checks it. */
  identity: Identity,
  expiresAt: z.number(),
})
export type Invitation = z.infer<typeof Invitation>

/** By this a server that has been restarted takes up an answered call again; only servers can read it. */
export const CallTicket = z.string().check(z.maxLength(2048))

const known = {
  callId: CallId,
  kind: CallKind,
  media: CallMedia,
  /** Grows with every change of the call. */
  rev: z.int(),
  caller: DeviceRef,
  callee: UserId,
}

/** A call as one of its devices may see it: for a device that is not part of an answered call it has ended. */
export const CallView = z.discriminatedUnion('state', [
  z.strictObject({ ...known, state: z.literal('ringing'), ringing: z.array(DeviceRef), expiresAt: z.number() }),
  z.strictObject({
    ...known,
    state: z.literal('answered'),
    answeredBy: DeviceRef,
    ticket: CallTicket,
    /** What the other side calls itself, where it has no ID of its own. */
    name: z.optional(DisplayName),
  }),
  z.strictObject({ ...known, state: z.literal('ended'), reason: EndReason }),
])
export type CallView = z.infer<typeof CallView>

/** A call somebody tried and this user did not take. `at`: milliseconds on the server's clock. */
export const MissedCall = z.strictObject({ callId: CallId, caller: UserId, media: CallMedia, at: z.number() })
export type MissedCall = z.infer<typeof MissedCall>
