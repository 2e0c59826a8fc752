import { createKeyPair, createSelf, type Self } from '@parley/identity'
import { type PublicKey, type Revocations, type UserId, userKey } from '@parley/protocol'
import type { RecordStore, StoredSelf } from './records.ts'

/** Who this browser is, for each ID it acts for. Its tabs share it. */
export interface SelfStore {
  /** As who this browser acts for the ID: with the key it has, or with a new one. */
  take(userId: UserId): Promise<Self>
  /** From now on it acts for the ID like this, as a server has agreed. */
  put(self: Self): Promise<void>
  /** Whether this browser is known to act for the ID, rather than to have tried. */
  has(userId: UserId): Promise<boolean>
  /** The newest revoked keys of its ID that this browser has learned of, under this root. */
  revocationsOf(self: Self): Promise<Revocations | null>
  /** Nothing happens if the browser acts for the ID no more, or under another root. */
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
      // Another tab may have been quicker: the two act as one, with the key that came first.
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
