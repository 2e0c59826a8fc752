import * as z from 'zod/mini'
import { CallMedia, CallTicket, CallView, Invitation, MissedCall } from './call.ts'
import type { Contract, EventMap } from './contract.ts'
import { ErrorCode } from './errors.ts'
import { Certificates, DeviceLinkId, KeyEntry, PublicKey, Revocations, Statement } from './identity.ts'
import { CallId, CallLink, DeviceRef, DisplayName, UserId } from './ids.ts'
import { MAX_AVOIDED, MAX_INVITATIONS } from './limits.ts'
import { Person } from './presence.ts'
import { IceServer, Signal } from './signal.ts'

const Failed = z.strictObject({ ok: z.literal(false), error: ErrorCode })
const Done = z.discriminatedUnion('ok', [z.strictObject({ ok: z.literal(true) }), Failed])
const CallAck = z.discriminatedUnion('ok', [z.strictObject({ ok: z.literal(true), call: CallView }), Failed])
/** `call`: null while this device waits. `waiting`: how many wait for a match, including this device; 0 at a link. */
const MeetingAck = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), call: z.nullable(CallView), waiting: z.int() }),
  Failed,
])
const CallRef = z.strictObject({ callId: CallId })
const Nothing = z.strictObject({})
/** `validForMs`: counted from this message. */
const LinkAck = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), validForMs: z.int().check(z.gte(0)) }),
  Failed,
])

/** The requests of a device to the server. Each is acknowledged and safe to repeat. */
export const clientEvents = {
  /**
   * Reports the call the device believes to be in. Sent on every connection, after the unacknowledged requests. The
   * device follows the answer.
   */
  sync: {
    payload: z.strictObject({
      call: z.nullable(
        z.strictObject({
          callId: CallId,
          status: z.enum(['OUTGOING', 'INCOMING', 'IN_CALL']),
          /** The ticket the device got at the answer, for a server that has forgotten the call. */
          ticket: z.optional(CallTicket),
        }),
      ),
    }),
    ack: z.discriminatedUnion('ok', [
      z.strictObject({
        ok: z.literal(true),
        /** The server's clock, by which the times in this message are told: only what is shown. Milliseconds. */
        now: z.number(),
        /** The reported call; null if none was reported or the server does not know it. */
        call: z.nullable(CallView),
        /** The other calls that ring on this device, the oldest first; left out to a device of version 4. */
        invitations: z.optional(z.array(Invitation).check(z.maxLength(MAX_INVITATIONS))),
        /** Null to a device of version 4, which reads it; left out to others. */
        invitation: z.optional(z.null()),
        missed: z.array(MissedCall),
      }),
      Failed,
    ]),
  },
  /** Calls a user by ID. */
  placeCall: { payload: z.strictObject({ callId: CallId, callee: UserId, media: CallMedia }), ack: CallAck },
  /**
   * Confirms that this device rings, visibly and audibly. `warm`: the caller may preconnect to this device; a device
   * that allows it only later confirms again. `engaged`: the person is in another call and sees this one beside it; left
   * out again once they are free.
   */
  confirmRinging: {
    payload: z.strictObject({ callId: CallId, warm: z.optional(z.boolean()), engaged: z.optional(z.boolean()) }),
    ack: Done,
  },
  /** Answers a call that rings. */
  acceptCall: { payload: CallRef, ack: CallAck },
  /**
   * Declines a call that rings, for all devices of this user. `busy`: because the person is in another call; a missed
   * call is kept. `blocked`: the same to the caller, and none is kept. Left out: the person declines it.
   */
  rejectCall: {
    payload: z.strictObject({ callId: CallId, reason: z.optional(z.enum(['busy', 'blocked'])) }),
    ack: Done,
  },
  /**
   * Ignores a call on this device; the caller is not told. `everywhere`: on all devices of this user, and no missed
   * call is kept. Once no device is left that could ring, the user is free for other calls.
   */
  ignoreCall: { payload: z.strictObject({ callId: CallId, everywhere: z.boolean() }), ack: Done },
  /** Makes a call link. It is valid while somebody uses it and `CALL_LINK_MS` after; `validForMs` if nobody does. */
  createCallLink: {
    payload: z.strictObject({ link: CallLink }),
    ack: LinkAck,
  },
  /**
   * Joins at a call link, or waits there for another user; the waiting device is told of the call by `callMet`.
   * `endCall` ends the wait. `name`: the display name of a guest.
   */
  joinLink: {
    payload: z.strictObject({ callId: CallId, link: CallLink, media: CallMedia, name: z.nullable(DisplayName) }),
    ack: MeetingAck,
  },
  /** Asks for a match, or waits for one; `endCall` ends the wait. `avoid`: users whom this user must not meet. */
  findMatch: {
    payload: z.strictObject({
      callId: CallId,
      media: CallMedia,
      avoid: z.array(UserId).check(z.maxLength(MAX_AVOIDED)),
    }),
    ack: MeetingAck,
  },
  /** Reports the other side of a match: the two do not meet again, and the server logs it for the operator. */
  reportMatch: { payload: CallRef, ack: Done },
  /**
   * Ends a call or a wait. `lost`: no media for too long. `failed`: it never connected. `insecure`: the other side's
   * identity is wrong.
   */
  endCall: {
    payload: z.strictObject({ callId: CallId, reason: z.enum(['hangup', 'lost', 'failed', 'insecure']) }),
    ack: Done,
  },
  /** Sends a signal to the other device of the call. */
  signal: { payload: z.strictObject({ callId: CallId, to: DeviceRef, signal: Signal }), ack: Done },
  /** Asks for ICE servers, with TURN credentials that are valid for `ttlSeconds`. */
  getIceServers: {
    payload: Nothing,
    ack: z.discriminatedUnion('ok', [
      z.strictObject({ ok: z.literal(true), iceServers: z.array(IceServer), ttlSeconds: z.int() }),
      Failed,
    ]),
  },
  /** Asks for the people online whose ID contains `query`, and for the changes of that list by `presenceChanged`. */
  watchPresence: {
    payload: z.strictObject({ query: z.string().check(z.maxLength(32)) }),
    ack: z.discriminatedUnion('ok', [
      z.strictObject({ ok: z.literal(true), people: z.array(Person), total: z.int() }),
      Failed,
    ]),
  },
  /** Ends the watch. */
  unwatchPresence: { payload: Nothing, ack: Done },
  /** Lists the valid keys of this user's ID, the root first. */
  listKeys: {
    payload: Nothing,
    ack: z.discriminatedUnion('ok', [
      z.strictObject({
        ok: z.literal(true),
        /** The server's clock, by which `addedAt` and `seenAt` are told. Milliseconds. */
        now: z.number(),
        root: PublicKey,
        keys: z.array(KeyEntry),
        revocations: z.nullable(Revocations),
      }),
      Failed,
    ]),
  },
  /** Adds a recovery file's key, certified by this device. */
  addKey: { payload: z.strictObject({ certificates: Certificates }), ack: Done },
  /** Revokes keys at once. The statement names all keys ever revoked. */
  revokeKeys: { payload: z.strictObject({ revocations: Revocations }), ack: Done },
  /** Opens a one-time link by which another browser can join this ID. Closes this device's earlier link. */
  openLink: {
    payload: z.strictObject({ link: DeviceLinkId }),
    ack: LinkAck,
  },
  /** Admits the browser that joined, by a certificate for its key. */
  approveLink: { payload: z.strictObject({ link: DeviceLinkId, certificate: Statement }), ack: Done },
  /** Closes a link of this device. */
  closeLink: { payload: z.strictObject({ link: DeviceLinkId }), ack: Done },
} as const satisfies Contract

/** The contract of `clientEvents`. */
export type ClientContract = typeof clientEvents
/** The same as Socket.IO's type map. */
export type ClientToServerEvents = EventMap<ClientContract>
