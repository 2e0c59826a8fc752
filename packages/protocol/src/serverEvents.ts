import * as z from 'zod/mini'
import { CallMedia, CallTicket, CallView, EndReason, Invitation, MissedCall } from './call.ts'
import type { Contract, EventMap } from './contract.ts'
import { DeviceLinkId, Joiner, Revocations } from './identity.ts'
import { CallId, DeviceRef, RingingDevice } from './ids.ts'
import { PresenceChange } from './presence.ts'
import { Signal } from './signal.ts'

/**
 * What the server tells a device: facts, named like the Redux actions they become. They are hints: a device that
 * missed one learns the truth from its next `sync`. Facts only ever add up (placed, ringing, answered, ended), so a
 * repeated or late one changes nothing.
 */
export const serverEvents = {
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
  /** To a device that waited as `waited`, at a link or for a match: somebody has come, and the two are in this call. */
  callMet: { payload: z.strictObject({ waited: CallId, call: CallView }) },
  /** To those who wait for a match: how many they are. */
  queueChanged: { payload: z.strictObject({ waiting: z.int() }) },
  callEnded: { payload: z.strictObject({ callId: CallId, rev: z.int(), reason: EndReason }) },
  missedCall: { payload: MissedCall },
  presenceChanged: { payload: PresenceChange },
  signal: { payload: z.strictObject({ callId: CallId, from: DeviceRef, signal: Signal }) },
  /** To all devices of an ID: some of its keys count no more. Whose key is among them will be let in no more. */
  keysRevoked: { payload: z.strictObject({ revocations: Revocations }) },
  /** To the device that opened this link: a browser wants to join. */
  linkJoined: { payload: z.strictObject({ link: DeviceLinkId, joiner: Joiner }) },
  /** The connection is about to end, and to be had again in a moment. No call ends by it. */
  serverStopping: { payload: z.strictObject({}) },
} as const satisfies Contract

export type ServerContract = typeof serverEvents
export type ServerToClientEvents = EventMap<ServerContract>
