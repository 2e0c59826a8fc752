import { createKeyPair, createSelf, type Self } from '@parley/identity'
import { type PublicKey, type Revocations, type UserId, userKey } from '@parley/protocol'
import type { OpenDatabase, StoredSelf } from './database.ts'

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

export function createSelfStore(open: OpenDatabase): SelfStore {
  return {
    take: async (userId) => {
      const database = await open()
      const stored = await database.get('selves', userKey(userId))
      if (stored) return fromStored(stored)
      const made = createSelf(userId, await createKeyPair())
      // Another tab may have been quicker: the two act as one, with the key that came first.
      const transaction = database.transaction('selves', 'readwrite')
      const first = await transaction.store.get(userKey(userId))
      if (!first) await transaction.store.put(toStored(made, false), userKey(userId))
      await transaction.done
      return first ? fromStored(first) : made
    },
    put: async (self) => {
      const { store, done } = (await open()).transaction('selves', 'readwrite')
      const id = userKey(self.userId)
      const revocations = revocationsUnder(self.root, await store.get(id))
      await store.put({ ...toStored(self, true), revocations }, id)
      await done
    },
    has: async (userId) => (await (await open()).get('selves', userKey(userId)))?.confirmed === true,
    revocationsOf: async ({ userId, root }) =>
      revocationsUnder(root, await (await open()).get('selves', userKey(userId))),
    putRevocations: async ({ userId, root }, revocations) => {
      const { store, done } = (await open()).transaction('selves', 'readwrite')
      const stored = await store.get(userKey(userId))
      if (stored?.root === root) await store.put({ ...stored, revocations }, userKey(userId))
      await done
    },
    forget: async (userId) => (await open()).delete('selves', userKey(userId)),
  }
}
