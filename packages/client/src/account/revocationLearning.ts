import { counts, readChain, readRevocations, type Self } from '@parley/identity'
import { isGuest, type Revocations } from '@parley/protocol'
import type { SelfStore } from '../storage/selfStore.ts'
import type { Acting, OwnRevocations } from './acting.ts'

/** Learns which keys of the own ID are revoked. Ignores a statement that is invalid or older than the known one. */
export interface RevocationLearning {
  /** Reads the stored statement, which an earlier visit or another tab may have learned. Null if there is none. */
  known(self: Self): Promise<OwnRevocations | null>
  learn(signed: Revocations): Promise<void>
  /** Resolves when all statements given to `learn` have been processed. */
  settled(): Promise<void>
}

interface Deps {
  selves: Pick<SelfStore, 'revocationsOf' | 'putRevocations' | 'forget'>
  acting(): Acting | null
  learned(acting: Acting): void
  /** Called when this browser's own key is no longer valid. The key is already deleted then. */
  removed(acting: Acting): void
}

export function createRevocationLearning({ selves, acting, learned, removed }: Deps): RevocationLearning {
  // Statements are processed one after the other, so that an older one never overwrites a newer one.
  let learning: Promise<void> = Promise.resolve()

  async function known(self: Self): Promise<OwnRevocations | null> {
    // A guest's key cannot be revoked, and the browser may keep nothing.
    if (isGuest(self.userId)) return null
    const signed = await selves.revocationsOf(self)
    const list = signed && (await readRevocations(self.userId, self.root, signed, null))
    return list ? { signed, list } : null
  }

  async function learnNext(signed: Revocations): Promise<void> {
    const me = acting()
    if (!me) return
    const { self } = me
    const before = (await known(self)) ?? me.revocations
    const list = await readRevocations(self.userId, self.root, signed, before?.list ?? null)
    if (!list || acting()?.self !== self) return
    const next = { ...me, revocations: { signed, list } }
    learned(next)
    const chain = await readChain(self.userId, self)
    if (chain && counts(list, chain)) return selves.putRevocations(self, signed)
    await selves.forget(self.userId)
    removed(next)
  }

  return {
    known,
    learn: (signed) => {
      learning = learning.then(() => learnNext(signed)).catch(() => undefined)
      return learning
    },
    settled: () => learning,
  }
}
