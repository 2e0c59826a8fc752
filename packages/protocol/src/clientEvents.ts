import * as z from 'zod/mini'
import { CallMedia, CallTicket, CallView, Invitation, MissedCall } from './call.ts'
import type { Contract, EventMap } from './contract.ts'
import { ErrorCode } from './errors.ts'
import { Certificates, DeviceLinkId, KeyEntry, PublicKey, Revocations, Statement } from './identity.ts'
import { CallId, CallLink, DeviceRef, DisplayName, UserId } from './ids.ts'
import { MAX_AVOIDED } from './limits.ts'
import { Person } from './presence.ts'
import { IceServer, Signal } from './signal.ts'

const Failed = z.strictObject({ ok: z.literal(false), error: ErrorCode })
const Done = z.discriminatedUnion('ok', [z.strictObject({ ok: z.literal(true) }), Failed])
const CallAck = z.discriminatedUnion('ok', [z.strictObject({ ok: z.literal(true), call: CallView }), Failed])
/** `call`: null while nobody else has come. `waiting`: how many wait for a match, this device among them. */
const MeetingAck = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), call: z.nullable(CallView), waiting: z.int() }),
  Failed,
])
const CallRef = z.strictObject({ callId: CallId })
const Nothing = z.strictObject({})

/** What a device may ask of the server: imperatives, each acknowledged and safe to repeat. */
export const clientEvents = {
  /**
   * Sent on every connection, after what was still unacknowledged: "this is the call I believe I am in". The answer is
   * the truth; the device follows it.
   */
  sync: {
    payload: z.strictObject({
      call: z.nullable(
        z.strictObject({
          callId: CallId,
          status: z.enum(['OUTGOING', 'INCOMING', 'IN_CALL']),
          /** What this device was given when the call was answered, for a server that has forgotten it. */
          ticket: z.optional(CallTicket),
        }),
      ),
    }),
    ack: z.discriminatedUnion('ok', [
      z.strictObject({
        ok: z.literal(true),
        /** The server's clock, milliseconds: what `expiresAt` and `at` are measured on. */
        now: z.number(),
        /** The call asked about; null if the server does not know it. */
        call: z.nullable(CallView),
        /** A call that rings for this user now. */
        invitation: z.nullable(Invitation),
        missed: z.array(MissedCall),
      }),
      Failed,
    ]),
  },
  placeCall: { payload: z.strictObject({ callId: CallId, callee: UserId, media: CallMedia }), ack: CallAck },
  /**
   * "My person can see and hear that it rings." `warm`: the caller may connect to this device meanwhile. Said again when
   * that is known only later.
   */
  confirmRinging: { payload: z.strictObject({ callId: CallId, warm: z.optional(z.boolean()) }), ack: Done },
  acceptCall: { payload: CallRef, ack: CallAck },
  rejectCall: { payload: CallRef, ack: Done },
  /**
   * "It shall not ring here": the caller is not told, and hears of no device. `everywhere`: nor on any other device
   * of this user, and no missed call is kept. Once no device is left that could ring, the user is free for others.
   */
  ignoreCall: { payload: z.strictObject({ callId: CallId, everywhere: z.boolean() }), ack: Done },
  /** Makes a call link. It lives while somebody is in it, and a day after. */
  createCallLink: {
    payload: z.strictObject({ link: CallLink }),
    ack: z.discriminatedUnion('ok', [z.strictObject({ ok: z.literal(true), expiresAt: z.number() }), Failed]),
  },
  /**
   * Waits at a call link for whoever else comes there; `endCall` stops it. The two are in one call then, which is told by
   * `callMet`. `name`: for a guest, who has no ID to be seen by.
   */
  joinLink: {
    payload: z.strictObject({ callId: CallId, link: CallLink, media: CallMedia, name: z.nullable(DisplayName) }),
    ack: MeetingAck,
  },
  /** Ready to meet whoever else is; `endCall` stops it. `avoid`: whom this person wants to hear nothing of. */
  findMatch: {
    payload: z.strictObject({
      callId: CallId,
      media: CallMedia,
      avoid: z.array(UserId).check(z.maxLength(MAX_AVOIDED)),
    }),
    ack: MeetingAck,
  },
  /** The other side of a match misbehaved: the two do not meet again, and whoever runs the server reads of it. */
  reportMatch: { payload: CallRef, ack: Done },
  /** `lost`: no media for too long. `failed`: it never connected. `insecure`: the other side is not who it should be. */
  endCall: {
    payload: z.strictObject({ callId: CallId, reason: z.enum(['hangup', 'lost', 'failed', 'insecure']) }),
    ack: Done,
  },
  signal: { payload: z.strictObject({ callId: CallId, to: DeviceRef, signal: Signal }), ack: Done },
  getIceServers: {
    payload: Nothing,
    ack: z.discriminatedUnion('ok', [
      z.strictObject({ ok: z.literal(true), iceServers: z.array(IceServer), ttlSeconds: z.int() }),
      Failed,
    ]),
  },
  watchPresence: {
    payload: z.strictObject({ query: z.string().check(z.maxLength(32)) }),
    ack: z.discriminatedUnion('ok', [
      z.strictObject({ ok: z.literal(true), people: z.array(Person), total: z.int() }),
      Failed,
    ]),
  },
  unwatchPresence: { payload: Nothing, ack: Done },
  /** The keys of this user's ID that count, the root's first. */
  listKeys: {
    payload: Nothing,
    ack: z.discriminatedUnion('ok', [
      z.strictObject({
        ok: z.literal(true),
        root: PublicKey,
        keys: z.array(KeyEntry),
        revocations: z.nullable(Revocations),
      }),
      Failed,
    ]),
  },
  /** Adds a key that this device has certified: a recovery file's. */
  addKey: { payload: z.strictObject({ certificates: Certificates }), ack: Done },
  /** Takes keys away, at once. The statement names all that were ever taken away. */
  revokeKeys: { payload: z.strictObject({ revocations: Revocations }), ack: Done },
  /** Makes a one-time link by which another browser can join this ID; an older one of this device closes. */
  openLink: {
    payload: z.strictObject({ link: DeviceLinkId }),
    ack: z.discriminatedUnion('ok', [z.strictObject({ ok: z.literal(true), expiresAt: z.number() }), Failed]),
  },
  /** Lets the browser that joined in, with the certificate for its key. */
  approveLink: { payload: z.strictObject({ link: DeviceLinkId, certificate: Statement }), ack: Done },
  closeLink: { payload: z.strictObject({ link: DeviceLinkId }), ack: Done },
} as const satisfies Contract

export type ClientContract = typeof clientEvents
export type ClientToServerEvents = EventMap<ClientContract>
