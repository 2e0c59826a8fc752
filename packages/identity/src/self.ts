import type { Certificates, PublicKey, UserId } from '@parley/protocol'
import type { KeyPair } from './keys.ts'

/** A device's own identity: its key pair, and the certificates from the root of its ID to that key. */
export interface Self {
  readonly userId: UserId
  readonly key: KeyPair
  readonly root: PublicKey
  readonly certificates: Certificates
}

/** Creates the identity of an ID's first device, whose key is the root. */
export const createSelf = (userId: UserId, key: KeyPair): Self => ({
  userId,
  key,
  root: key.publicKey,
  certificates: [],
})
