import type { Identity, PublicKey, Revocations, UserId } from '@parley/protocol'
import { readChain } from './chain.ts'
import { counts, type RevocationList, readRevocations } from './revocations.ts'

/** Whether somebody is a device of an ID, as far as its root can tell. `revocations`: the newest to remember. */
export type IdentityCheck =
  | { ok: true; key: PublicKey; revocations: Revocations | null; list: RevocationList | null }
  | { ok: false; why: 'forged' | 'removed'; revocations: Revocations | null }

/**
 * Checks what somebody shows of who they are. Says nothing about whether the root is the right one for the ID.
 *
 * @param known the newest revocations of this root that this side has seen: what is shown may add to it, not take away
 */
export async function checkIdentity(
  userId: UserId,
  { root, certificates, revocations: shown }: Identity,
  known: Revocations | null,
): Promise<IdentityCheck> {
  const before = known && (await readRevocations(userId, root, known, null))
  const next = shown && (await readRevocations(userId, root, shown, before))
  const revocations = next && shown && next !== before ? shown : before ? known : null
  const forged = { ok: false, why: 'forged', revocations } as const
  // What cannot be read cannot be followed; somebody who shows it has something to hide, unless more is known here.
  if (shown && !next && !before) return forged
  const list = next ?? before
  const chain = await readChain(userId, { root, certificates })
  if (!chain) return forged
  if (!counts(list, chain)) return { ok: false, why: 'removed', revocations }
  return { ok: true, key: chain.key, revocations, list }
}
