import { counts, type KeyLink, peekCertificate, type RevocationList } from '@parley/identity'
import type { PublicKey } from '@parley/protocol'
import type { StoredKey } from '../directory/directory.ts'

/** Those of the stored keys that count under a list. Takes their certificates as read: each was verified before it was stored. */
export const countingKeys = (root: PublicKey, keys: readonly StoredKey[], list: RevocationList | null): StoredKey[] =>
  keys.filter((stored) => {
    const links = linksOf(root, stored)
    return links !== null && counts(list, { key: stored.key, links })
  })

function linksOf(root: PublicKey, { certificates }: StoredKey): KeyLink[] | null {
  const links: KeyLink[] = []
  let issuer = root
  for (const certificate of certificates) {
    const said = peekCertificate(certificate)
    if (!said) return null
    links.push({ ...said, issuer })
    issuer = said.key
  }
  return links
}
