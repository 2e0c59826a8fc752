import { CallError, limits, PublicKey, type Revocations, type UserId, userKey } from '@parley/protocol'
import * as z from 'zod/mini'
import { type Chain, readChain } from './chain.ts'
import type { Self } from './self.ts'
import { read, sign } from './statement.ts'

const Keys = z.array(PublicKey).check(z.maxLength(limits.MAX_KEYS))
/** What a `parley-revocations` says. */
export const RevocationsPayload = z.strictObject({ id: z.string(), revoked: Keys, kept: Keys, time: z.int() })

/**
 * Which keys of an ID count no more, and which of those they certified still do. `revoked` only ever grows; `time`
 * orders lists, milliseconds as their signer says.
 */
export interface RevocationList {
  readonly revoked: readonly PublicKey[]
  readonly kept: readonly PublicKey[]
  readonly time: number
}

/**
 * Whether a key still counts that this chain leads to: it is not revoked itself, and no certificate is by a revoked key
 * but those that lead to a kept one. So a root can be revoked without its ID, and its thief can certify nothing any more.
 */
export function counts(list: RevocationList | null, { key, steps }: Chain): boolean {
  if (!list) return true
  if (list.revoked.includes(key)) return false
  // The list itself vouches for a kept key: how it once came in matters no more, even if all before it are revoked.
  const vouched = steps.findLastIndex((step) => list.kept.includes(step.key))
  return steps.slice(vouched + 1).every((step) => !list.revoked.includes(step.issuer))
}

/**
 * Takes keys away.
 *
 * @param change `keep`: all keys that shall go on counting; `before`: the newest list known
 * @throws CallError `tooMany` if more keys would be revoked, or kept, than anybody reads
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
 * What a list says, if it may follow the one known before: made by a key that counted then, about this ID, newer, and
 * with all that was revoked already. The very same list once more is read as well. Null if not.
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
