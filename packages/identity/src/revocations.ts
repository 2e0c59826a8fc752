import { CallError, limits, PublicKey, type Revocations, type UserId, userKey } from '@parley/protocol'
import * as z from 'zod/mini'
import { type Chain, readChain } from './chain.ts'
import type { Self } from './self.ts'
import { read, sign } from './statement.ts'

const Keys = z.array(PublicKey).check(z.maxLength(limits.MAX_KEYS))
/** The payload of a `parley-revocations`. */
export const RevocationsPayload = z.strictObject({ id: z.string(), revoked: Keys, kept: Keys, time: z.int() })

/**
 * The revoked keys of an ID, and the keys that stay valid although a revoked key certified them. `revoked` only grows;
 * `time` orders the lists: milliseconds since the epoch on the signer's clock.
 */
export interface RevocationList {
  readonly revoked: readonly PublicKey[]
  readonly kept: readonly PublicKey[]
  readonly time: number
}

/**
 * True if the chain's key is valid: it is not revoked, and no revoked key issued a certificate after the last kept key
 * of the chain. So a stolen root can be revoked without losing the ID, and its thief can certify no further keys.
 */
export function counts(list: RevocationList | null, { key, steps }: Chain): boolean {
  if (!list) return true
  if (list.revoked.includes(key)) return false
  // The list itself keeps a kept key valid, even if all keys before it are revoked.
  const vouched = steps.findLastIndex((step) => list.kept.includes(step.key))
  return steps.slice(vouched + 1).every((step) => !list.revoked.includes(step.issuer))
}

/**
 * Signs a statement that revokes keys.
 *
 * @param change `keys`: to revoke; `keep`: all keys that stay valid; `before`: the newest list known; `time`:
 * milliseconds since the epoch
 * @throws CallError `tooMany` if more than `limits.MAX_KEYS` keys would be revoked or kept
 */
export async function revoke(
  self: Self,
  change: { keys: readonly PublicKey[]; keep: readonly PublicKey[]; before: RevocationList | null; time: number },
): Promise<Revocations> {
  const { keys, keep, before } = change
  const revoked = [...new Set([...(before?.revoked ?? []), ...keys])]
  const kept = [...new Set(keep)].filter((key) => !revoked.includes(key))
  if (Math.max(revoked.length, kept.length) > limits.MAX_KEYS) throw new CallError('tooMany')
  const time = Math.max(Math.ceil(change.time), (before?.time ?? 0) + 1)
  const payload = { id: userKey(self.userId), revoked, kept, time }
  return {
    statement: await sign('parley-revocations', payload, self.key.privateKey),
    certificates: self.certificates,
  }
}

const same = (a: readonly string[], b: readonly string[]) => a.join() === b.join()

/**
 * Verifies a statement of revoked keys. Null unless it is about this ID and may follow `before`: signed by a key that
 * was valid then, newer, and with all keys revoked before. Returns `before` itself if the statement is the same.
 */
export async function readRevocations(
  userId: UserId,
  root: PublicKey,
  { statement, certificates }: Revocations,
  before: RevocationList | null,
): Promise<RevocationList | null> {
  const chain = await readChain(userId, { root, certificates })
  if (!chain) return null
  const said = await read(statement, 'parley-revocations', RevocationsPayload, chain.key)
  if (said?.id !== userKey(userId)) return null
  const { revoked, kept, time } = said
  if (!before) return { revoked, kept, time }
  if (time === before.time && same(revoked, before.revoked) && same(kept, before.kept)) return before
  const follows = time > before.time && before.revoked.every((key) => revoked.includes(key))
  return follows && counts(before, chain) ? { revoked, kept, time } : null
}
