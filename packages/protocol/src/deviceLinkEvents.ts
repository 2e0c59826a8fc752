import * as z from 'zod/mini'
import type { Contract, EventMap } from './contract.ts'
import { ErrorCode } from './errors.ts'
import { Joiner, Membership, PublicKey } from './identity.ts'
import { UserId } from './ids.ts'

/** The namespace in which a browser joins an ID through a one-time link. */
export const DEVICE_LINK_NAMESPACE = '/link'

/** The requests of the joining browser. */
export const deviceLinkClientEvents = {
  /** Shows the browser's key to the device that opened the link. Reserves the link for that key; safe to repeat. */
  joinDevice: {
    payload: Joiner,
    ack: z.discriminatedUnion('ok', [
      z.strictObject({ ok: z.literal(true), userId: UserId, root: PublicKey }),
      z.strictObject({ ok: z.literal(false), error: ErrorCode }),
    ]),
  },
} as const satisfies Contract

/** The events that the joining browser receives. */
export const deviceLinkServerEvents = {
  /** The person has approved the browser. */
  deviceApproved: { payload: Membership },
  /** The person closed the link, or it expired. */
  linkClosed: { payload: z.strictObject({}) },
} as const satisfies Contract

/** The contract of `deviceLinkClientEvents`. */
export type DeviceLinkClientContract = typeof deviceLinkClientEvents
/** The contract of `deviceLinkServerEvents`. */
export type DeviceLinkServerContract = typeof deviceLinkServerEvents
/** The browser's requests as Socket.IO's type map. */
export type DeviceLinkClientToServerEvents = EventMap<DeviceLinkClientContract>
/** The browser's events as Socket.IO's type map. */
export type DeviceLinkServerToClientEvents = EventMap<DeviceLinkServerContract>
