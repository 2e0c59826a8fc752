import * as z from 'zod/mini'
import { Certificates, DeviceLinkId, PublicKey, Statement } from './identity.ts'
import { DeviceId, UserId } from './ids.ts'

/**
 * A device's handshake on every connection, in Socket.IO's `auth`: its identity, and a proof for this connection that
 * it has the key to which `certificates` lead from `root`.
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

/** The handshake of a browser that joins an ID, in the namespace `/link`. */
export const DeviceLinkHandshake = z.strictObject({ protocol: z.int(), link: DeviceLinkId })
export type DeviceLinkHandshake = z.infer<typeof DeviceLinkHandshake>
