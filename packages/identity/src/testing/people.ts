import type { Certificates, Identity, PublicKey, Revocations } from '@parley/protocol'
import { certify, type KeyUse } from '../chain.ts'
import { createKeyPair } from '../keys.ts'
import { createSelf, type Self } from '../self.ts'

/** Creates the first device of an ID. */
export const createPerson = async (userId = 'ada'): Promise<Self> => createSelf(userId, await createKeyPair())

/** Creates another device of an ID, certified by an existing one. */
export async function createDevice(by: Self, use: KeyUse = 'device', time = 1): Promise<Self> {
  const key = await createKeyPair()
  return { ...by, key, certificates: await certify(by, key.publicKey, use, time) }
}

/** The identity that a device sends to others. */
export const identityOf = (
  { root, certificates }: { root: PublicKey; certificates: Certificates },
  revocations: Revocations | null = null,
): Identity => ({ root, certificates, revocations })
