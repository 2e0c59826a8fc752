import { type Identity, isGuest, type PublicKey, type Revocations, type UserId } from '@parley/protocol'
import { readChain } from './chain.ts'
import { ownsGuestId } from './guest.ts'
import { counts, type RevocationList, readRevocations } from './revocations.ts'

/** The result of checking an identity against its root. `revocations`: the newest statement, to be stored. */
export type IdentityCheck =
  | { ok: true; key: PublicKey; revocations: Revocations | null; list: RevocationList | null }
  | { ok: false; why: 'forged' | 'removed'; revocations: Revocations | null }

/**
 * Checks that a device's key follows from the root of its identity and is not revoked. Of a guest, checks that the ID
 * follows from the root; of anybody else, does not check whether the root is the right one for the ID.
 *
 * @param known the newest revocations of this root that this side has seen; the identity's may only add to them
 */
export async function checkIdentity(
  userId: UserId,
  { root, certificates, revocations: shown }: Identity,
  known: Revocations | null,
): Promise<IdentityCheck> {
  if (isGuest(userId) && !(await ownsGuestId(userId, { root, certificates })))
    return { ok: false, why: 'forged', revocations: known }
  const before = known && (await readRevocations(userId, root, known, null))
  const next = shown && (await readRevocations(userId, root, shown, before))
  const revocations = next && shown && next !== before ? shown : before ? known : null
  const forged = { ok: false, why: 'forged', revocations } as const
  // An invalid statement may hide a revocation, so the identity is refused unless this side knows a valid one.
  if (shown && !next && !before) return forged
  const list = next ?? before
  const chain = await readChain(userId, { root, certificates })
  if (!chain) return forged
  if (!counts(list, chain)) return { ok: false, why: 'removed', revocations }
  return { ok: true, key: chain.key, revocations, list }
}
