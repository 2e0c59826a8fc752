import { type Chain, readChain, readProof } from '@parley/identity'
import { type Handshake, limits, userKey } from '@parley/protocol'
import { Refusal } from './handshake.ts'
import { isAllowedOrigin, type WarnOfOrigin } from './origin.ts'
import type { Visitor } from './visitors.ts'

/** A verified proof: the client has the key at the end of `chain`. */
export interface Proven {
  chain: Chain
  /** The caller must check that it is fresh. */
  nonce: string
}

/** The circumstances that a proof must match. */
export interface ProvingOptions {
  visitor: Visitor
  /** The allowed origins that the operator named. */
  publicOrigins: readonly string[]
  /** Called if the proof was made on a page whose origin is not allowed. */
  warnOfOrigin: WarnOfOrigin
  /** The server's clock; milliseconds since the epoch. */
  now: number
}

/**
 * Verifies that the proof is signed by the chain's key, for this device, this server and this time. Does not check who
 * owns the ID or whether the key is revoked.
 *
 * @throws Refusal `proofWrong`, `proofOld` or `proofForeign`
 */
export async function checkProof(
  handshake: Handshake,
  { visitor, publicOrigins, warnOfOrigin, now }: ProvingOptions,
): Promise<Proven> {
  const { userId, deviceId, protocol } = handshake
  const chain = await readChain(userId, handshake)
  const proof = chain && (await readProof(handshake.proof, chain.key))
  if (!chain || !proof || proof.id !== userKey(userId) || proof.device !== deviceId) throw new Refusal('proofWrong')
  if (proof.protocol !== protocol) throw new Refusal('proofWrong')
  if (Math.abs(proof.time - now) > limits.PROOF_AGE_MS) throw new Refusal('proofOld', { now })
  if (isForeign(proof.origin, visitor, publicOrigins, warnOfOrigin)) throw new Refusal('proofForeign')
  return { chain, nonce: proof.nonce }
}

/**
 * True if the proof was made on a page of another server. A browser's Origin header must equal the proof's origin. A
 * client without one may have got the proof from a page elsewhere, so the proof's origin must be allowed in any case.
 */
function isForeign(
  proven: string,
  { origin, host }: Visitor,
  publicOrigins: readonly string[],
  warnOfOrigin: WarnOfOrigin,
): boolean {
  if (origin !== undefined && origin !== proven) return true
  if (isAllowedOrigin({ headers: { origin: proven, host } }, publicOrigins)) return false
  warnOfOrigin(proven, host)
  return true
}
