import { type Chain, readChain, readProof } from '@parley/identity'
import { type Handshake, limits, userKey } from '@parley/protocol'
import { Refusal } from './handshake.ts'
import { isAllowedOrigin } from './origin.ts'
import type { Visitor } from './visitors.ts'

/** What a handshake has proven: whoever sent it has the key that `chain` leads to. `nonce` must be fresh. */
export interface Proven {
  chain: Chain
  nonce: string
}

export interface ProvingOptions {
  visitor: Visitor
  /** The origins the operator named. */
  publicOrigins: readonly string[]
  /** The server's clock. Milliseconds. */
  now: number
}

/**
 * Checks that a proof was made by the key it needs, for this very device, here and now. Looks nothing up: whose the ID
 * is and whether the key still counts is another question.
 *
 * @throws Refusal `proofWrong`, `proofOld` or `proofForeign`
 */
export async function checkProof(
  handshake: Handshake,
  { visitor, publicOrigins, now }: ProvingOptions,
): Promise<Proven> {
  const { userId, deviceId } = handshake
  const chain = await readChain(userId, handshake)
  const proof = chain && (await readProof(handshake.proof, chain.key))
  if (!chain || !proof || proof.id !== userKey(userId) || proof.device !== deviceId) throw new Refusal('proofWrong')
  if (proof.protocol !== limits.PROTOCOL_VERSION) throw new Refusal('proofWrong')
  if (Math.abs(proof.time - now) > limits.PROOF_AGE_MS) throw new Refusal('proofOld', { now })
  if (isForeign(proof.origin, visitor, publicOrigins)) throw new Refusal('proofForeign')
  return { chain, nonce: proof.nonce }
}

/**
 * A browser names its page's origin itself, and a page cannot change that. Who connects without one is no browser, and
 * may have got the proof from a page somewhere else: so what the proof says must be a page of this server in any case.
 */
function isForeign(proven: string, { origin, host }: Visitor, publicOrigins: readonly string[]): boolean {
  if (origin !== undefined && origin !== proven) return true
  return !isAllowedOrigin({ headers: { origin: proven, host } }, publicOrigins)
}
