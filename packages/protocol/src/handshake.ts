import * as z from 'zod/mini'
import { Certificates, DeviceLinkId, PublicKey, Statement } from './identity.ts'
import { DeviceId, UserId } from './ids.ts'

/**
 * What a device presents on every connection, in Socket.IO's `auth`: who it is, and a proof made for this very
 * connection that it has the key which `certificates` lead to from `root`.
 */
export const Handshake = z.strictObject({
  protocol: z.int(),
  userId: UserId,
  deviceId: DeviceId,
  root: PublicKey,
  certificates: Certificates,
  proof: Statement,
})
export type Handshake = z.infer<typeof Handshake>

/** What a browser that is of no ID yet presents in the namespace `/link`. */
export const DeviceLinkHandshake = z.strictObject({ protocol: z.int(), link: DeviceLinkId })
export type DeviceLinkHandshake = z.infer<typeof DeviceLinkHandshake>
