import * as z from 'zod/mini'
import { CallMedia, EndReason, Invitation, MissedCall } from './call.ts'
import type { Contract, EventMap } from './contract.ts'
import { CallId, DeviceRef } from './ids.ts'
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
  deviceRinging: { payload: z.strictObject({ callId: CallId, rev: z.int(), device: DeviceRef }) },
  /** To the caller: this device answered. `media` is the most that either side may send at the start. */
  callAnswered: { payload: z.strictObject({ callId: CallId, rev: z.int(), device: DeviceRef, media: CallMedia }) },
  callEnded: { payload: z.strictObject({ callId: CallId, rev: z.int(), reason: EndReason }) },
  missedCall: { payload: MissedCall },
  presenceChanged: { payload: PresenceChange },
  signal: { payload: z.strictObject({ callId: CallId, from: DeviceRef, signal: Signal }) },
} as const satisfies Contract

export type ServerContract = typeof serverEvents
export type ServerToClientEvents = EventMap<ServerContract>
