import * as z from 'zod/mini'
import { CallMedia, CallTicket, CallView, EndReason, Invitation, MissedCall } from './call.ts'
import type { Contract, EventMap } from './contract.ts'
import { DeviceLinkId, Joiner, Revocations } from './identity.ts'
import { CallId, DeviceRef, RingingDevice } from './ids.ts'
import { PresenceChange } from './presence.ts'
import { Signal } from './signal.ts'

/**
 * The events that the server sends to a device, named like the Redux actions they become. A device that missed one gets
 * the current state by its next `sync`. A call only moves forward (placed, ringing, answered, ended), so a repeated or
 * late event changes nothing.
 */
export const serverEvents = {
  /** To the callee's devices: a call rings. */
  incomingCall: { payload: Invitation },
  /** To the caller: a device of the callee rings. */
  deviceRinging: { payload: z.strictObject({ callId: CallId, rev: z.int(), device: RingingDevice }) },
  /** To the caller: this device answered. `media` is the most that either side may send at the start. */
  callAnswered: {
    payload: z.strictObject({
      callId: CallId,
      rev: z.int(),
      device: DeviceRef,
      media: CallMedia,
      ticket: CallTicket,
    }),
  },
  /** To a device whose wait had the ID `waited`: another user has come, and the two are in this call. */
  callMet: { payload: z.strictObject({ waited: CallId, call: CallView }) },
  /** To devices that wait for a match: how many wait. */
  queueChanged: { payload: z.strictObject({ waiting: z.int() }) },
  /** To each device of the call: it is over for this device. */
  callEnded: { payload: z.strictObject({ callId: CallId, rev: z.int(), reason: EndReason }) },
  /** To the callee's devices: they missed a call. `now`: the server's clock, by which `at` is told. Milliseconds. */
  missedCall: { payload: z.extend(MissedCall, { now: z.number() }) },
  /** To a watcher of "People online". */
  presenceChanged: { payload: PresenceChange },
  /** To a device of the call: a signal of the other. */
  signal: { payload: z.strictObject({ callId: CallId, from: DeviceRef, signal: Signal }) },
  /** To all devices of an ID: some of its keys are revoked. Devices with these keys are no longer admitted. */
  keysRevoked: { payload: z.strictObject({ revocations: Revocations }) },
  /** To the device that opened this link: a browser wants to join. */
  linkJoined: { payload: z.strictObject({ link: DeviceLinkId, joiner: Joiner }) },
  /** To all devices: the server is about to stop and may be back soon. It ends no call. */
  serverStopping: { payload: z.strictObject({}) },
} as const satisfies Contract

/** The contract of `serverEvents`. */
export type ServerContract = typeof serverEvents
/** The same as Socket.IO's type map. */
export type ServerToClientEvents = EventMap<ServerContract>
