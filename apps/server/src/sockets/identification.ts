import {
  type Clock,
  checkUserId,
  type Handshake,
  isGuest,
  isPreviousVersion,
  type PublicKey,
  type UserId,
} from '@parley/protocol'
import type { Binding, Directory } from '../directory/directory.ts'
import type { ReservedIds } from '../directory/reservedIds.ts'
import { countsFor } from '../keys/countsFor.ts'
import { networkOf } from '../limits/address.ts'
import type { Limiter } from '../limits/limiter.ts'
import type { Continuing } from './continuing.ts'
import { createGuests } from './guests.ts'
import { parseHandshake, Refusal } from './handshake.ts'
import type { Nonces } from './nonces.ts'
import type { WarnOfOrigin } from './origin.ts'
import { checkProof } from './proving.ts'
import type { SocketData } from './types.ts'
import type { Visitor } from './visitors.ts'

/** The ports of identification. */
export interface IdentificationDeps {
  directory: Pick<Directory, 'find' | 'isFree' | 'claim'>
  reserved: ReservedIds
  /** True if a device of this user is connected. */
  isOnline(userId: UserId): boolean
  nonces: Pick<Nonces, 'take'>
  limiter: Pick<Limiter, 'take'>
  /** The allowed origins that the operator named. */
  publicOrigins: readonly string[]
  warnOfOrigin: WarnOfOrigin
  clock: Clock
  continuing: Pick<Continuing, 'isLetGo'>
}

/** Identifies the device of a connection by its handshake. Rejects with a Refusal. */
export type Identify = (auth: Readonly<Record<string, unknown>>, visitor: Visitor) => Promise<SocketData>

/**
 * Creates the identification of devices. An unclaimed ID is claimed for the root of the handshake, but only after its
 * proof was verified: a client without a valid proof changes nothing.
 */
export function createIdentify({
  directory,
  reserved,
  isOnline,
  nonces,
  limiter,
  publicOrigins,
  warnOfOrigin,
  clock,
  continuing,
}: IdentificationDeps): Identify {
  const guests = createGuests({ limiter, clock })

  /** True if the owner did not keep the ID, and somebody else asks for it. */
  const isLeft = async (known: Binding, root: PublicKey): Promise<boolean> =>
    known.root !== root && !isOnline(known.userId) && directory.isFree(known.userId, clock.wall())

  /** The binding of the ID, claimed if needed. A guest's is not stored, because it follows from the root. */
  async function bind({ protocol, userId, root }: Handshake, { address }: Visitor): Promise<Binding> {
    if (isGuest(userId)) {
      await guests.count(userId, address)
      return { userId, root, revocations: null }
    }
    const known = await directory.find(userId)
    if (known && !(await isLeft(known, root))) return known
    // Nobody is in a call with an ID that is nobody's.
    if (isPreviousVersion(protocol)) throw new Refusal('unsupportedVersion')
    if (checkUserId(userId) !== null) throw new Refusal('invalid')
    if (reserved.has(userId)) throw new Refusal('idTaken')
    const mayClaim =
      (await limiter.take('networkClaims', networkOf(address))) && (await limiter.take('claims', address))
    if (!mayClaim) throw new Refusal('tooMany')
    return (await directory.claim(userId, root, clock.wall())).binding
  }

  return async (auth, visitor) => {
    if (!(await limiter.take('handshakes', visitor.address))) throw new Refusal('tooMany')
    const handshake = parseHandshake(auth)
    const previous = isPreviousVersion(handshake.protocol)
    if (previous && continuing.isLetGo(handshake)) throw new Refusal('unsupportedVersion')
    if (isGuest(handshake.userId)) await guests.check(handshake)
    const { chain, nonce } = await checkProof(handshake, { visitor, publicOrigins, warnOfOrigin, now: clock.wall() })
    const binding = await bind(handshake, visitor)
    const { root, certificates, deviceId } = handshake
    if (binding.root !== root) throw new Refusal('idTaken')
    if (!(await countsFor(binding, chain))) throw new Refusal('deviceRemoved')
    const fresh = await nonces.take(chain.key, nonce)
    if (fresh !== 'fresh') throw new Refusal(fresh === 'used' ? 'proofReplayed' : 'tooMany')
    return {
      device: { userId: binding.userId, deviceId },
      identity: { root, certificates, revocations: binding.revocations },
      key: chain.key,
      chain,
      ...(previous && { previous }),
    }
  }
}
