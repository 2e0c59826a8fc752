import { createKeyPair, createSelf, type Self } from '@parley/identity'
import { type PublicKey, type Revocations, type UserId, userKey } from '@parley/protocol'
import type { RecordStore, StoredSelf } from './records.ts'

/** Stores this browser's identity for each ID, for all its tabs. Its methods reject if storage is blocked. */
export interface SelfStore {
  /** Returns the stored identity for the ID. If there is none, stores one with a new key as its root. */
  take(userId: UserId): Promise<Self>
  /** Stores an identity that a server has accepted. */
  put(self: Self): Promise<void>
  /** True if a server has accepted the stored identity for this ID. */
  has(userId: UserId): Promise<boolean>
  /** Returns the newest stored statement of revoked keys of this ID and root. */
  revocationsOf(self: Self): Promise<Revocations | null>
  /** Does nothing if the identity was deleted or now has another root. */
  putRevocations(self: Self, revocations: Revocations): Promise<void>
  forget(userId: UserId): Promise<void>
}

const toStored = ({ userId, key, root, certificates }: Self, confirmed: boolean): StoredSelf => ({
  ...{ userId, root, certificates, confirmed },
  privateKey: key.privateKey,
  publicKey: key.publicKey,
})

const revocationsUnder = (root: PublicKey, stored: StoredSelf | undefined): Revocations | null =>
  (stored?.root === root && stored.revocations) || null

const fromStored = ({ userId, privateKey, publicKey, root, certificates }: StoredSelf): Self => ({
  ...{ userId, root, certificates },
  key: { privateKey, publicKey },
})

export function createSelfStore(records: RecordStore): SelfStore {
  const get = (userId: UserId) => records.get('selves', userKey(userId))
  const update = (userId: UserId, change: (before: StoredSelf | undefined) => StoredSelf | undefined) =>
    records.update('selves', userKey(userId), change)
  return {
    take: async (userId) => {
      const stored = await get(userId)
      if (stored) return fromStored(stored)
      const made = createSelf(userId, await createKeyPair())
      // Another tab may have stored a key since; both tabs then use that one.
      const kept = await update(userId, (first) => first ?? toStored(made, false))
      return kept ? fromStored(kept) : made
    },
    put: async (self) => {
      await update(self.userId, (before) => ({
        ...toStored(self, true),
        revocations: revocationsUnder(self.root, before),
      }))
    },
    has: async (userId) => (await get(userId))?.confirmed === true,
    revocationsOf: async ({ userId, root }) => revocationsUnder(root, await get(userId)),
    putRevocations: async ({ userId, root }, revocations) => {
      await update(userId, (before) => (before?.root === root ? { ...before, revocations } : before))
    },
    forget: async (userId) => void (await update(userId, () => undefined)),
  }
}
