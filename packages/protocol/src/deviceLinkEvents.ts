import * as z from 'zod/mini'
import type { Contract, EventMap } from './contract.ts'
import { ErrorCode } from './errors.ts'
import { Joiner, Membership, PublicKey } from './identity.ts'
import { UserId } from './ids.ts'

/** The namespace in which a browser joins an ID through a one-time link. */
export const DEVICE_LINK_NAMESPACE = '/link'

/** What the browser asks there. */
export const deviceLinkClientEvents = {
  /** Shows its key to the device that made the link. The first browser has the link; repeated by the same one it changes nothing. */
  joinDevice: {
    payload: Joiner,
    ack: z.discriminatedUnion('ok', [
      z.strictObject({ ok: z.literal(true), userId: UserId, root: PublicKey }),
      z.strictObject({ ok: z.literal(false), error: ErrorCode }),
    ]),
  },
} as const satisfies Contract

/** What it is told there. */
export const deviceLinkServerEvents = {
  deviceApproved: { payload: Membership },
  /** The person refused, or the link has run out. */
  linkClosed: { payload: z.strictObject({}) },
} as const satisfies Contract

export type DeviceLinkClientContract = typeof deviceLinkClientEvents
export type DeviceLinkServerContract = typeof deviceLinkServerEvents
export type DeviceLinkClientToServerEvents = EventMap<DeviceLinkClientContract>
export type DeviceLinkServerToClientEvents = EventMap<DeviceLinkServerContract>
