import type { Certificates, Identity, PublicKey, Revocations } from '@parley/protocol'
import { certify, type KeyUse } from '../chain.ts'
import { createKeyPair } from '../keys.ts'
import { createSelf, type Self } from '../self.ts'

/** Somebody who has just claimed an ID. */
export const createPerson = async (userId = 'ada'): Promise<Self> => createSelf(userId, await createKeyPair())

/** One more device of an ID, let in by one that is. */
export async function createDevice(by: Self, use: KeyUse = 'device', time = 1): Promise<Self> {
  const key = await createKeyPair()
  return { ...by, key, certificates: await certify(by, key.publicKey, use, time) }
}

/** What a device shows of who it is. */
export const identityOf = (
  { root, certificates }: { root: PublicKey; certificates: Certificates },
  revocations: Revocations | null = null,
): Identity => ({ root, certificates, revocations })
