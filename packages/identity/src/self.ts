import type { Certificates, PublicKey, UserId } from '@parley/protocol'
import type { KeyPair } from './keys.ts'

/** Who a device is: its key, and how that key follows from the root of its ID. */
export interface Self {
  readonly userId: UserId
  readonly key: KeyPair
  readonly root: PublicKey
  readonly certificates: Certificates
}

/** The first device of an ID: its key is the root. */
export const createSelf = (userId: UserId, key: KeyPair): Self => ({
  userId,
  key,
  root: key.publicKey,
  certificates: [],
})
