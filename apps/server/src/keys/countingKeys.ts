import { type ChainStep, counts, peekCertificate, type RevocationList } from '@parley/identity'
import type { PublicKey } from '@parley/protocol'
import type { StoredKey } from '../directory/directory.ts'

/** Filters the stored keys that are valid under a list. Their certificates were verified before they were stored. */
export const countingKeys = (root: PublicKey, keys: readonly StoredKey[], list: RevocationList | null): StoredKey[] =>
  keys.filter((stored) => {
    const steps = stepsOf(root, stored)
    return steps !== null && counts(list, { key: stored.key, steps })
  })

function stepsOf(root: PublicKey, { certificates }: StoredKey): ChainStep[] | null {
  const steps: ChainStep[] = []
  let issuer = root
  for (const certificate of certificates) {
    const said = peekCertificate(certificate)
    if (!said) return null
    steps.push({ ...said, issuer })
    issuer = said.key
  }
  return steps
}
