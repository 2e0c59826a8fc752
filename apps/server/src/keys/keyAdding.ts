import { type Certificates, type Clock, type PublicKey, type UserId, userKey } from '@parley/protocol'
import type { Directory } from '../directory/directory.ts'
import type { Limiter } from '../limits/limiter.ts'

/** Adds a verified key to an ID, or renews its certificates. Resolves to false if the ID gets no more keys, or none today. */
export type AddKey = (userId: UserId, key: PublicKey, certificates: Certificates) => Promise<boolean>

interface Deps {
  directory: Pick<Directory, 'hasKey' | 'hasSameKey' | 'addKey'>
  limiter: Pick<Limiter, 'take'>
  clock: Pick<Clock, 'wall'>
}

/**
 * Creates the only way by which an ID gets keys: by a device link, a recovery file, or a certificate that a device shows.
 * An ID has few keys in its life, so a stolen device must not use them up in the time that it takes to notice.
 */
export const createKeyAdding =
  ({ directory, limiter, clock }: Deps): AddKey =>
  async (userId, key, certificates) => {
    // Those who come back show what is known, and do not wait for the disk.
    if (await directory.hasSameKey(userId, key, certificates)) return true
    const known = await directory.hasKey(userId, key)
    if (!known && !(await limiter.take('keys', userKey(userId)))) return false
    return directory.addKey(userId, key, certificates, clock.wall())
  }
