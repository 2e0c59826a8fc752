import { limits, type PublicKey, type Statement, userKey } from '@parley/protocol'
import * as z from 'zod/mini'
import type { Self } from './self.ts'
import { read, sign } from './statement.ts'

/** The payload of a `parley-proof`. */
export const ProofPayload = z.strictObject({
  id: z.string(),
  device: z.string(),
  origin: z.string(),
  time: z.int(),
  nonce: z.string().check(z.regex(/^[A-Za-z0-9_-]{16,64}$/)),
  protocol: z.int(),
})

/** A device's signed claims about its connection; the server must check them. */
export type Proof = z.infer<typeof ProofPayload>

/**
 * Signs a proof for one connection.
 *
 * @param connection `time`: milliseconds on the server's clock; `nonce`: never used before; `protocol`: the version of
 * the handshake, by default this one
 */
export function proveId(
  { userId, key }: Self,
  connection: { deviceId: string; origin: string; time: number; nonce: string; protocol?: number },
): Promise<Statement> {
  const { deviceId: device, origin, time, nonce, protocol = limits.PROTOCOL_VERSION } = connection
  const payload: Proof = { id: userKey(userId), device, origin, time, nonce, protocol }
  return sign('parley-proof', payload, key.privateKey)
}

/** Reads a proof; null if it is invalid or signed by another key. */
export const readProof = (statement: Statement, key: PublicKey): Promise<Proof | null> =>
  read(statement, 'parley-proof', ProofPayload, key)
