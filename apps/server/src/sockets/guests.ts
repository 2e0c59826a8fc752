import { guestIdOf } from '@parley/identity'
import type { Clock, Handshake, UserId } from '@parley/protocol'
import { createExpiringMap } from '../expiringMap.ts'
import type { Limiter } from '../limits/limiter.ts'
import { Refusal } from './handshake.ts'

/** For so long a guest who connects anew is not counted again. Milliseconds. */
const KNOWN_MS = 60 * 60_000

/** How many guests are remembered for that. */
const MAX_KNOWN = 10_000

/** Lets in who has no ID: by a key from which theirs follows, so that nothing has to be kept of them. */
export interface Guests {
  /**
   * Whether this is the ID of whoever has the root.
   * @throws Refusal `invalid` if not: it is nobody's to choose, and no other key is of it
   */
  check(handshake: Handshake): Promise<void>
  /**
   * Counts a guest who was not here lately.
   * @throws Refusal `tooMany`
   */
  count(userId: UserId, address: string): Promise<void>
}

export function createGuests({ limiter, clock }: { limiter: Pick<Limiter, 'take'>; clock: Clock }): Guests {
  const known = createExpiringMap<true>({ now: clock.now, keepMs: KNOWN_MS, max: MAX_KNOWN })

  return {
    check: async ({ userId, root, certificates }) => {
      if (certificates.length > 0 || userId !== (await guestIdOf(root))) throw new Refusal('invalid')
    },
    count: async (userId, address) => {
      if (known.get(userId)) return
      if (!(await limiter.take('guests', address))) throw new Refusal('tooMany')
      known.set(userId, true)
    },
  }
}
