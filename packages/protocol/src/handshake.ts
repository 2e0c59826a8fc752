import * as z from 'zod/mini'
import { DeviceId, UserId } from './ids.ts'

/**
 * What a device presents on every connection, in Socket.IO's `auth`.
 * `holder` is random, made once per browser and never shown: while any device of an ID is online, only devices with
 * the same holder may join it.
 */
export const Handshake = z.strictObject({
  protocol: z.int(),
  userId: UserId,
  deviceId: DeviceId,
  holder: z.string().check(z.regex(/^[A-Za-z0-9_-]{16,64}$/)),
})
export type Handshake = z.infer<typeof Handshake>
