import { counts, peekCertificate, type RevocationList, readChain, readRevocations, revoke } from '@parley/identity'
import { CallError, clientEvents, type KeyEntry, type PublicKey, request } from '@parley/protocol'
import type { OwnAccount } from '../account/account.ts'
import type { ClientParts } from '../parts.ts'
import { readKeyNames } from './keyNames.ts'

/** A valid key of the own ID. */
export interface OwnKey {
  key: PublicKey
  kind: 'first' | 'device' | 'recovery'
  /** Its device's name in this browser; null if it has none here. */
  name: string | null
  /** True if it is this browser's own key. */
  here: boolean
  online: boolean
  /** Milliseconds since the epoch, by this device's clock; so is `seenAt`. */
  addedAt: number
  seenAt: number | null
}

/** The valid keys of the own ID, and its revoked keys. */
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
 * Asks the server for the keys of the own ID. Returns only those with a valid chain from the root. Revocations that
 * this browser knows count even if the server hides them.
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
  // The server's clock may differ from this device's; what has happened is not in the future.
  const own = (at: number) => parts.clock.wall() - Math.max(0, ack.now - at)

  async function toOwnKey({ certificates, online, ...told }: KeyEntry): Promise<OwnKey[]> {
    const chain = await readChain(userId, { root, certificates })
    if (!chain || !counts(revoked, chain)) return []
    const { key } = chain
    const last = certificates.at(-1)
    const kind = last === undefined ? 'first' : (peekCertificate(last)?.use ?? 'device')
    const times = { addedAt: own(told.addedAt), seenAt: told.seenAt === null ? null : own(told.seenAt) }
    return [{ key, kind, name: names.get(key) ?? null, here: key === self.key.publicKey, online, ...times }]
  }
  return { keys: (await Promise.all(ack.keys.map(toOwnKey))).flat(), revoked }
}

/**
 * Revokes a key for ever, and with it every key that it certified and that is not in `shown`. All other keys stay
 * valid, also those added since the list was loaded. If it is this browser's own key, the browser goes offline.
 *
 * @param shown the keys that the person has seen in the list
 * @throws CallError
 */
export async function removeOwnKey(parts: Parts, key: PublicKey, shown: readonly PublicKey[]): Promise<void> {
  const { self } = acting(parts)
  const { keys, revoked } = await loadOwnKeys(parts)
  const listed = keys.map((own) => own.key).filter((other) => shown.includes(other))
  // This browser's key stays valid even if the server does not list it.
  const keep = [self.key.publicKey, ...listed].filter((other) => other !== key)
  const revocations = await revoke(self, { keys: [key], keep, before: revoked, time: parts.clock.wall() })
  try {
    const ack = await request(parts.socket, clientEvents, 'revokeKeys', { revocations })
    if (!ack.ok) throw new CallError(ack.error)
  } catch (error) {
    // A browser that revoked its own key may be disconnected before the answer, which is a success.
    await parts.account.settled()
    if (parts.account.acting()) throw error
    return
  }
  await parts.account.learn(revocations)
}
