import {
  CallError,
  type CallId,
  type Description,
  type DeviceRef,
  type PublicKey,
  type Statement,
  userKey,
} from '@parley/protocol'
import * as z from 'zod/mini'
import { sha256, toBase64url, utf8 } from './encoding.ts'
import { fingerprintOf } from './fingerprint.ts'
import type { Self } from './self.ts'
import { read, sign } from './statement.ts'

/** The place of a description: its call, devices and negotiation. `role`: the signer's. */
export interface DescriptionContext {
  callId: CallId
  from: DeviceRef
  to: DeviceRef
  role: 'initiator' | 'responder'
  negotiation: string
}

const Device = z.strictObject({ userId: z.string(), deviceId: z.string() })
/** The payload of a `parley-description`. */
export const DescriptionPayload = z.strictObject({
  callId: z.string(),
  from: Device,
  to: Device,
  role: z.enum(['initiator', 'responder']),
  negotiation: z.string(),
  type: z.enum(['offer', 'answer']),
  fingerprint: z.string(),
  sdp: z.string(),
})

const device = ({ userId, deviceId }: DeviceRef) => ({ userId: userKey(userId), deviceId })

async function payloadOf(context: DescriptionContext, { type, sdp }: Description) {
  const fingerprint = fingerprintOf(sdp)
  if (!fingerprint) return null
  const { callId, from, to, role, negotiation } = context
  const hash = toBase64url(await sha256(utf8(sdp)))
  return { callId, from: device(from), to: device(to), role, negotiation, type, fingerprint, sdp: hash }
}

/**
 * Signs this device's description, which binds its DTLS fingerprint to the identity (RFC 8827 §6.5).
 * @throws CallError `invalid` if the description does not have exactly one SHA-256 fingerprint
 */
export async function signDescription(
  self: Self,
  context: DescriptionContext,
  description: Description,
): Promise<Statement> {
  const payload = await payloadOf(context, description)
  if (!payload) throw new CallError('invalid')
  return sign('parley-description', payload, self.key.privateKey)
}

/** True if the owner of this key signed exactly this description for exactly this context. */
export async function checkDescription(
  key: PublicKey,
  context: DescriptionContext,
  description: Description,
  signature: Statement,
): Promise<boolean> {
  const said = await read(signature, 'parley-description', DescriptionPayload, key)
  const expected = await payloadOf(context, description)
  // Both have the same fields in the same order.
  return said !== null && expected !== null && JSON.stringify(said) === JSON.stringify(expected)
}
