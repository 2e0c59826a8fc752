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
import { revocationListOf } from './revocationListOf.ts'

/** A device whose key was verified when it was let in. */
export interface KeyHolder {
  readonly device: DeviceRef
  readonly key: PublicKey
  readonly chain: Chain
}

/** Its connection, open now. */
export interface KeyConnection extends KeyHolder {
  /** What others are shown of who the device is has changed by this. */
  learn(revocations: Revocations): void
  /** Ends the connection after what was delivered to it; of what it has asked for nothing more is done. */
  shutOut(): void
}

export interface KeyServiceOptions {
  directory: Pick<Directory, 'find' | 'listKeys' | 'addKey' | 'revoke'>
  deliver: Deliver
  /** The connections of a user's devices. */
  connectionsOf(userId: UserId): Iterable<KeyConnection>
  /** Ends the call that this device is in, as if it had hung up. */
  endCallsOf(device: DeviceRef): Promise<void>
  clock: Clock
  log: Logger
}

export type KeyService = ReturnType<typeof createKeyService>

type Done = Ack<ClientContract, 'revokeKeys'>
type Request<E extends 'listKeys' | 'addKey' | 'revokeKeys'> = Payload<ClientContract, E>

/** More tries than devices of one user remove keys at the same moment; then something is wrong. */
const ATTEMPTS = 5

/** How far ahead of the server's clock a statement's time may be; further, none that is made later could follow it. Milliseconds. */
const AHEAD_MS = 24 * 60 * 60_000

const done: Done = { ok: true }
const refuse = (error: ErrorCode) => ({ ok: false, error }) as const

/**
 * Decides about the keys of an ID: one method for each request of a device. A device whose key counts no more is
 * answered `deviceRemoved`, also with its connection not closed yet.
 */
export function createKeyService({ directory, deliver, connectionsOf, endCallsOf, clock, log }: KeyServiceOptions) {
  /** What is known of the asking device's ID; null if the device is not of it any more. */
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
    // Told once more, it changes nothing; a key that is somebody's already is not made another's.
    if (there) return there.certificates.join() === certificates.join() ? done : refuse('invalid')
    if (!(await directory.addKey(userId, chain.key, certificates, clock.now()))) return refuse('tooMany')
    log.info({ event: 'keyAdded', ...asker.device, use: last.use }, 'an ID has one more key')
    return done
  }

  /** Ends what a device does whose key counts no more: first all its connections, then its calls. */
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
    if (list.time > Math.max(clock.now() + AHEAD_MS, (before?.time ?? 0) + 1)) return refuse('invalid')
    const stored = await directory.listKeys(userId)
    const counting = new Set(countingKeys(root, stored, list))
    const gone = stored.filter((each) => !counting.has(each)).map(({ key }) => key)
    if (!(await directory.revoke(userId, binding.revocations, revocations, gone))) return null
    for (const connection of connectionsOf(userId)) connection.learn(revocations)
    deliver({ to: { user: userId }, event: 'keysRevoked', payload: { revocations } })
    await shutOut(userId, list)
    return done
  }

  return {
    listKeys,
    addKey,
    /**
     * Effective at once: when it resolves, no device whose key counts no more is connected or in a call. One that takes
     * itself away hears `keysRevoked` and then nothing more.
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
