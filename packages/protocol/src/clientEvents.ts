import * as z from 'zod/mini'
import { CallMedia, CallView, Invitation, MissedCall } from './call.ts'
import type { Contract, EventMap } from './contract.ts'
import { ErrorCode } from './errors.ts'
import { CallId, DeviceRef, UserId } from './ids.ts'
import { Person } from './presence.ts'
import { IceServer, Signal } from './signal.ts'

const Failed = z.strictObject({ ok: z.literal(false), error: ErrorCode })
const Done = z.discriminatedUnion('ok', [z.strictObject({ ok: z.literal(true) }), Failed])
const CallAck = z.discriminatedUnion('ok', [z.strictObject({ ok: z.literal(true), call: CallView }), Failed])
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
      call: z.nullable(z.strictObject({ callId: CallId, status: z.enum(['OUTGOING', 'INCOMING', 'IN_CALL']) })),
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
  /** "My person can see and hear that it rings." */
  confirmRinging: { payload: CallRef, ack: Done },
  acceptCall: { payload: CallRef, ack: CallAck },
  rejectCall: { payload: CallRef, ack: Done },
  /** `lost`: no media for too long. `failed`: it never connected. */
  endCall: { payload: z.strictObject({ callId: CallId, reason: z.enum(['hangup', 'lost', 'failed']) }), ack: Done },
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
} as const satisfies Contract

export type ClientContract = typeof clientEvents
export type ClientToServerEvents = EventMap<ClientContract>
