import { counts, readChain, readRevocations, type Self } from '@parley/identity'
import type { Revocations } from '@parley/protocol'
import type { SelfStore } from '../storage/selfStore.ts'
import type { Acting, OwnRevocations } from './acting.ts'

/** Learns which keys of the own ID count no more. What is not rightly signed, or older, changes nothing. */
export interface RevocationLearning {
  /** What this browser has learned, on earlier visits and in other tabs too. */
  known(self: Self): Promise<OwnRevocations | null>
  learn(signed: Revocations): Promise<void>
  /** Resolves when all that was told has been learned. */
  settled(): Promise<void>
}

interface Deps {
  selves: Pick<SelfStore, 'revocationsOf' | 'putRevocations' | 'forget'>
  acting(): Acting | null
  learned(acting: Acting): void
  /** The key of this very browser is among them; it has been thrown away. */
  removed(acting: Acting): void
}

export function createRevocationLearning({ selves, acting, learned, removed }: Deps): RevocationLearning {
  // One after the other: what is older must not be learned after what is newer.
  let learning: Promise<void> = Promise.resolve()

  async function known(self: Self): Promise<OwnRevocations | null> {
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
