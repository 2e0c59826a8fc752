import { type Chain, counts, type RevocationList, readChain, readRevocations } from '@parley/identity'
import type {
  Ack,
  ClientContract,
  Clock,
  DeviceRef,
  ErrorCode,
  Payload,
  PublicKey,
  Revocations,
  UserId,
} from '@parley/protocol'
import type { Logger } from 'pino'
import type { Deliver } from '../calls/announce.ts'
import type { Binding, Directory } from '../directory/directory.ts'
import { countingKeys } from './countingKeys.ts'
import type { AddKey } from './keyAdding.ts'
import { revocationListOf } from './revocationListOf.ts'

/** A device whose key was verified at its admission. */
export interface KeyHolder {
  readonly device: DeviceRef
  readonly key: PublicKey
  readonly chain: Chain
}

/** An open connection of such a device. */
export interface KeyConnection extends KeyHolder {
  /** Replaces the revocations in the identity that other devices see of this one. */
  learn(revocations: Revocations): void
  /** Closes the connection after everything already sent to it, and drops its pending requests. */
  shutOut(): void
}

/** The ports of a key service. */
export interface KeyServiceOptions {
  directory: Pick<Directory, 'find' | 'listKeys' | 'revoke'>
  addKey: AddKey
  deliver: Deliver
  /** The open connections of a user's devices. */
  connectionsOf(userId: UserId): Iterable<KeyConnection>
  /** Hangs up the call that this device is in. */
  endCallsOf(device: DeviceRef): Promise<void>
  clock: Clock
  log: Logger
}

/** Decides about the keys of IDs; see `createKeyService`. */
export type KeyService = ReturnType<typeof createKeyService>

type Done = Ack<ClientContract, 'revokeKeys'>
type Request<E extends 'listKeys' | 'addKey' | 'revokeKeys'> = Payload<ClientContract, E>

/** Attempts before a revocation is refused as unavailable; more than devices of one user ever compete. */
const ATTEMPTS = 5

/** How far a statement's time may be ahead of the server's clock; a later one must still follow it. Milliseconds. */
const AHEAD_MS = 24 * 60 * 60_000

const done: Done = { ok: true }
const refuse = (error: ErrorCode) => ({ ok: false, error }) as const

/**
 * Creates the service that decides about the keys of an ID, with one method for each request of a device. A device with
 * a revoked key gets `deviceRemoved`, even before its connection is closed.
 */
export function createKeyService(options: KeyServiceOptions) {
  const { directory, deliver, connectionsOf, endCallsOf, clock, log } = options

  /** The asking device's ID; null if the device's key is no longer valid for it. */
  async function knownFor({
    device,
    chain,
  }: KeyHolder): Promise<{ binding: Binding; list: RevocationList | null } | null> {
    const binding = await directory.find(device.userId)
    const list = binding && (await revocationListOf(binding))
    return binding && counts(list, chain) ? { binding, list } : null
  }

  async function listKeys(asker: KeyHolder): Promise<Ack<ClientContract, 'listKeys'>> {
    const known = await knownFor(asker)
    if (!known) return refuse('deviceRemoved')
    const { userId, root, revocations } = known.binding
    const online = new Set([...connectionsOf(userId)].map(({ key }) => key))
    const keys = countingKeys(root, await directory.listKeys(userId), known.list)
    return {
      ok: true,
      now: clock.wall(),
      root,
      revocations,
      keys: keys.map(({ key, certificates, addedAt, seenAt }) => ({
        certificates,
        addedAt,
        seenAt,
        online: online.has(key),
      })),
    }
  }

  async function addKey(asker: KeyHolder, { certificates }: Request<'addKey'>): Promise<Done> {
    const known = await knownFor(asker)
    if (!known) return refuse('deviceRemoved')
    const { userId, root } = known.binding
    const chain = await readChain(userId, { root, certificates })
    const last = chain?.steps.at(-1)
    if (!chain || last?.use !== 'recovery' || last.issuer !== asker.key) return refuse('invalid')
    if (chain.key === root || !counts(known.list, chain)) return refuse('invalid')
    const there = (await directory.listKeys(userId)).find(({ key }) => key === chain.key)
    // A repeated request is acknowledged. A known key does not get other certificates.
    if (there) return there.certificates.join() === certificates.join() ? done : refuse('invalid')
    if (!(await options.addKey(userId, chain.key, certificates))) return refuse('tooMany')
    log.info({ event: 'keyAdded', ...asker.device, use: last.use }, 'an ID has one more key')
    return done
  }

  /** Closes all connections of devices whose keys are revoked, then ends their calls. */
  async function shutOut(userId: UserId, list: RevocationList): Promise<void> {
    const removed = [...connectionsOf(userId)].filter(({ chain }) => !counts(list, chain))
    for (const connection of removed) connection.shutOut()
    for (const { device } of removed) {
      await endCallsOf(device).catch((error: unknown) => log.error({ err: error }, 'a call could not be ended'))
      log.info({ event: 'deviceRemoved', ...device }, 'a device is not of its ID any more')
    }
  }

  async function attemptRevoke(asker: KeyHolder, { revocations }: Request<'revokeKeys'>): Promise<Done | null> {
    const known = await knownFor(asker)
    if (!known) return refuse('deviceRemoved')
    const { binding, list: before } = known
    const { userId, root } = binding
    const list = await readRevocations(userId, root, revocations, before)
    if (!list) return refuse('invalid')
    if (list === before) return done
    if (list.time > Math.max(clock.wall() + AHEAD_MS, (before?.time ?? 0) + 1)) return refuse('invalid')
    const stored = await directory.listKeys(userId)
    // A statement has room for as many keys as an ID can have. Of any others it could be filled, and no device removed.
    const isNews = (key: PublicKey) => !before?.revoked.includes(key)
    if (!list.revoked.filter(isNews).every((key) => stored.some((each) => each.key === key))) return refuse('invalid')
    const counting = new Set(countingKeys(root, stored, list))
    const gone = stored.filter((each) => !counting.has(each)).map(({ key }) => key)
    const [named, fallen] = [
      gone.filter((key) => list.revoked.includes(key)),
      gone.filter((key) => !list.revoked.includes(key)),
    ]
    if (!(await directory.revoke(userId, binding.revocations, revocations, named, fallen))) return null
    for (const connection of connectionsOf(userId)) connection.learn(revocations)
    deliver({ to: { user: userId }, event: 'keysRevoked', payload: { revocations } })
    await shutOut(userId, list)
    return done
  }

  return {
    listKeys,
    addKey,
    /**
     * Stores a statement of revoked keys. When it resolves, no device with a revoked key is connected or in a call. A
     * device that revokes its own key receives `keysRevoked` as its last event.
     */
    revokeKeys: async (asker: KeyHolder, request: Request<'revokeKeys'>): Promise<Done> => {
      for (let tries = 0; tries < ATTEMPTS; tries += 1) {
        const ack = await attemptRevoke(asker, request)
        if (ack) return ack
      }
      return refuse('unavailable')
    },
  }
}
