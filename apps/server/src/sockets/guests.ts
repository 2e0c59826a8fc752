import { ownsGuestId } from '@parley/identity'
import type { Clock, Handshake, UserId } from '@parley/protocol'
import { createExpiringMap } from '../expiringMap.ts'
import type { Limiter } from '../limits/limiter.ts'
import { Refusal } from './handshake.ts'

/** How long a guest who reconnects is not counted again. Milliseconds. */
const KNOWN_MS = 60 * 60_000

/** The most guests remembered for that. */
const MAX_KNOWN = 10_000

/** Admits guests: people without a claimed ID. A guest's ID is derived from the root key, so nothing is stored. */
export interface Guests {
  /**
   * Checks that the guest's ID is the one derived from the root, and that no other key is presented.
   * @throws Refusal `invalid`
   */
  check(handshake: Handshake): Promise<void>
  /**
   * Counts a guest who was not here within `KNOWN_MS`.
   * @throws Refusal `tooMany` if the address has had too many guests
   */
  count(userId: UserId, address: string): Promise<void>
}

/** Creates the admission of guests. */
export function createGuests({ limiter, clock }: { limiter: Pick<Limiter, 'take'>; clock: Clock }): Guests {
  const known = createExpiringMap<true>({ now: clock.now, keepMs: KNOWN_MS, max: MAX_KNOWN })

  return {
    check: async (handshake) => {
      if (!(await ownsGuestId(handshake.userId, handshake))) throw new Refusal('invalid')
    },
    count: async (userId, address) => {
      if (known.get(userId)) return
      if (!(await limiter.take('guests', address))) throw new Refusal('tooMany')
      known.set(userId, true)
    },
  }
}
