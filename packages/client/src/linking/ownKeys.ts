import { counts, peekCertificate, type RevocationList, readChain, readRevocations, revoke } from '@parley/identity'
import { CallError, clientEvents, type KeyEntry, type PublicKey, request } from '@parley/protocol'
import type { OwnAccount } from '../account/account.ts'
import type { ClientParts } from '../parts.ts'
import { readKeyNames } from './keyNames.ts'

/** A key that may act for the own ID. */
export interface OwnKey {
  key: PublicKey
  kind: 'first' | 'device' | 'recovery'
  /** What this browser calls it; null if it has no name for it. */
  name: string | null
  /** Whether it is the key of this very browser. */
  here: boolean
  online: boolean
  /** Milliseconds on the server's clock. */
  addedAt: number
  seenAt: number | null
}

/** All keys of the own ID, and which count no more. */
export interface OwnKeys {
  keys: OwnKey[]
  revoked: RevocationList | null
}

interface Parts extends Pick<ClientParts, 'socket' | 'local' | 'clock'> {
  account: Pick<OwnAccount, 'acting' | 'learn' | 'settled'>
}

function acting({ account }: Pick<Parts, 'account'>) {
  const me = account.acting()
  if (!me) throw new CallError('disconnected')
  return me
}

/**
 * Asks the server for the keys of the own ID. Only those are believed that really follow from its root and count: also
 * by what this browser has learned before, should the server hide it.
 * @throws CallError
 */
export async function loadOwnKeys(parts: Parts): Promise<OwnKeys> {
  const { self, revocations } = acting(parts)
  const { userId, root } = self
  const ack = await request(parts.socket, clientEvents, 'listKeys', {})
  if (!ack.ok) throw new CallError(ack.error)
  const learned = revocations?.list ?? null
  const revoked = (ack.revocations && (await readRevocations(userId, root, ack.revocations, learned))) ?? learned
  const names = readKeyNames(parts.local)

  async function toOwnKey({ certificates, addedAt, seenAt, online }: KeyEntry): Promise<OwnKey[]> {
    const chain = await readChain(userId, { root, certificates })
    if (!chain || !counts(revoked, chain)) return []
    const { key } = chain
    const last = certificates.at(-1)
    const kind = last === undefined ? 'first' : (peekCertificate(last)?.use ?? 'device')
    return [{ key, kind, name: names.get(key) ?? null, here: key === self.key.publicKey, online, addedAt, seenAt }]
  }
  return { keys: (await Promise.all(ack.keys.map(toOwnKey))).flat(), revoked }
}

/**
 * Takes a key away, at once and for ever; all others stay, also those that came after the list was last looked at,
 * except what the key itself has let in since then. This browser's own ends what it is here.
 *
 * @param shown the keys that the person has seen: no others of those which the key let in are vouched for
 * @throws CallError
 */
export async function removeOwnKey(parts: Parts, key: PublicKey, shown: readonly PublicKey[]): Promise<void> {
  const { self } = acting(parts)
  const { keys, revoked } = await loadOwnKeys(parts)
  const listed = keys.map((own) => own.key).filter((other) => shown.includes(other))
  // This browser stays whether or not the server lists it.
  const keep = [self.key.publicKey, ...listed].filter((other) => other !== key)
  const revocations = await revoke(self, { keys: [key], keep, before: revoked, time: parts.clock.now() })
  try {
    const ack = await request(parts.socket, clientEvents, 'revokeKeys', { revocations })
    if (!ack.ok) throw new CallError(ack.error)
  } catch (error) {
    // Whose own key it was has been told so and sent away, perhaps without an answer.
    await parts.account.settled()
    if (parts.account.acting()) throw error
    return
  }
  await parts.account.learn(revocations)
}
