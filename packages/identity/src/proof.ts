import { limits, type PublicKey, type Statement, userKey } from '@parley/protocol'
import * as z from 'zod/mini'
import type { Self } from './self.ts'
import { read, sign } from './statement.ts'

/** What a `parley-proof` says. */
export const ProofPayload = z.strictObject({
  id: z.string(),
  device: z.string(),
  origin: z.string(),
  time: z.number(),
  nonce: z.string().check(z.regex(/^[A-Za-z0-9_-]{16,64}$/)),
  protocol: z.int(),
})

/** What a device says when it connects. Whether it is true of this connection is for the server to judge. */
export type Proof = z.infer<typeof ProofPayload>

/** @param connection what the proof is for: `time` in milliseconds on the server's clock, `nonce` never used before */
export function proveId(
  { userId, key }: Self,
  connection: { deviceId: string; origin: string; time: number; nonce: string },
): Promise<Statement> {
  const { deviceId: device, origin, time, nonce } = connection
  const payload: Proof = { id: userKey(userId), device, origin, time, nonce, protocol: limits.PROTOCOL_VERSION }
  return sign('parley-proof', payload, key.privateKey)
}

/** Reads a proof made with this key; null if it was made with another, or is none. */
export const readProof = (statement: Statement, key: PublicKey): Promise<Proof | null> =>
  read(statement, 'parley-proof', ProofPayload, key)
