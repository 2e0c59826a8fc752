import * as z from 'zod/mini'
import { Identity } from './identity.ts'
import { CallId, DeviceRef, DisplayName, RingingDevice, UserId } from './ids.ts'
import { MAX_RING_MS } from './limits.ts'

/** How the call began: by ID, at a call link, by a match of the server, or by codes that no server sees. */
export const CallKind = z.enum(['direct', 'link', 'match', 'code'])
export type CallKind = z.infer<typeof CallKind>

/** The media the caller asked for; the most that either side may send at the call's start. */
export const CallMedia = z.enum(['video', 'voice'])
export type CallMedia = z.infer<typeof CallMedia>

/** The reasons why a call is over; each device gets exactly one for a call. */
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
/** One of `endReasons`. */
export const EndReason = z.enum(endReasons)
export type EndReason = z.infer<typeof EndReason>

/** How much longer a call rings, counted from this message: the two machines' clocks may differ, and step. Milliseconds. */
const RingsForMs = z.int().check(z.gte(0), z.lte(MAX_RING_MS))

/** A call that rings for the receiving device. */
export const Invitation = z.strictObject({
  callId: CallId,
  kind: CallKind,
  media: CallMedia,
  /** The call's revision: one that comes after `callEnded` with `alreadyInCall` counts if it is of a later one. */
  rev: z.int(),
  caller: DeviceRef,
  /** The identity of the caller's device; the callee's device verifies it. */
  identity: Identity,
  ringsForMs: RingsForMs,
})
export type Invitation = z.infer<typeof Invitation>

/** A ticket by which a restarted server restores an answered call; only the server can read it. */
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

/** A call as one device may see it. The callee's other devices see an answered call as ended. */
export const CallView = z.discriminatedUnion('state', [
  z.strictObject({ ...known, state: z.literal('ringing'), ringing: z.array(RingingDevice), ringsForMs: RingsForMs }),
  z.strictObject({
    ...known,
    state: z.literal('answered'),
    answeredBy: DeviceRef,
    ticket: CallTicket,
    /** The display name of the other side; left out if it has an ID. */
    name: z.optional(DisplayName),
  }),
  z.strictObject({ ...known, state: z.literal('ended'), reason: EndReason }),
])
export type CallView = z.infer<typeof CallView>

/**
 * A call that this user did not answer. `at`: milliseconds on the server's clock, which the same message tells as `now`.
 */
export const MissedCall = z.strictObject({ callId: CallId, caller: UserId, media: CallMedia, at: z.number() })
export type MissedCall = z.infer<typeof MissedCall>
