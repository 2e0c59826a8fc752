import { type Clock, type Handshake, isGuest } from '@parley/protocol'
import type { Binding, Directory } from '../directory/directory.ts'
import { countsFor } from '../keys/countsFor.ts'
import type { Limiter } from '../limits/limiter.ts'
import { createGuests } from './guests.ts'
import { parseHandshake, Refusal } from './handshake.ts'
import { createNonces } from './nonces.ts'
import { checkProof } from './proving.ts'
import type { SocketData } from './types.ts'
import type { Visitor } from './visitors.ts'

/** The ports of identification. */
export interface IdentificationDeps {
  directory: Pick<Directory, 'find' | 'claim'>
  limiter: Pick<Limiter, 'take'>
  /** The allowed origins that the operator named. */
  publicOrigins: readonly string[]
  clock: Clock
}

/** Identifies the device of a connection by its handshake. Rejects with a Refusal. */
export type Identify = (auth: Readonly<Record<string, unknown>>, visitor: Visitor) => Promise<SocketData>

/**
 * Creates the identification of devices. An unclaimed ID is claimed for the root of the handshake, but only after its
 * proof was verified: a client without a valid proof changes nothing.
 */
export function createIdentify({ directory, limiter, publicOrigins, clock }: IdentificationDeps): Identify {
  const nonces = createNonces(clock)
  const guests = createGuests({ limiter, clock })

  /** The binding of the ID, claimed if needed. A guest's is not stored, because it follows from the root. */
  async function bind({ userId, root }: Handshake, { address }: Visitor): Promise<Binding> {
    if (isGuest(userId)) {
      await guests.count(userId, address)
      return { userId, root, revocations: null }
    }
    const known = await directory.find(userId)
    if (known) return known
    if (!(await limiter.take('claims', address))) throw new Refusal('tooMany')
    return (await directory.claim(userId, root, clock.now())).binding
  }

  return async (auth, visitor) => {
    if (!(await limiter.take('handshakes', visitor.address))) throw new Refusal('tooMany')
    const handshake = parseHandshake(auth)
    if (isGuest(handshake.userId)) await guests.check(handshake)
    const { chain, nonce } = await checkProof(handshake, { visitor, publicOrigins, now: clock.now() })
    const binding = await bind(handshake, visitor)
    const { root, certificates, deviceId } = handshake
    if (binding.root !== root) throw new Refusal('idTaken')
    if (!(await countsFor(binding, chain))) throw new Refusal('deviceRemoved')
    const fresh = nonces.take(chain.key, nonce)
    if (fresh !== 'fresh') throw new Refusal(fresh === 'used' ? 'proofReplayed' : 'tooMany')
    return {
      device: { userId: binding.userId, deviceId },
      identity: { root, certificates, revocations: binding.revocations },
      key: chain.key,
      chain,
    }
  }
}
