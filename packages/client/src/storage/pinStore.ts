import type { Pin, PinStore } from '@parley/identity'
import { userKey } from '@parley/protocol'
import type { RecordStore } from './records.ts'

/**
 * Stores the root key that is pinned for each ID. In a browser that keeps nothing, a guest's pins last as long as the
 * page: a guest has met nobody before, and does not come back. Anybody else gets the rejection, and so does a guest
 * whose pins could be read before: a root that cannot be looked up may be another than the pinned one.
 *
 * @param isOfGuest true while this device acts for a guest
 */
export function createPinStore(records: RecordStore, isOfGuest: () => boolean): PinStore {
  const ofPage = new Map<string, Pin>()
  let keeps = false

  async function use<T>(stored: () => Promise<T>, here: () => T): Promise<T> {
    try {
      const result = await stored()
      keeps = true
      return result
    } catch (error) {
      if (keeps || !isOfGuest()) throw error
      return here()
    }
  }

  return {
    get: (peer) =>
      use(
        async () => (await records.get('pins', userKey(peer))) ?? null,
        () => ofPage.get(userKey(peer)) ?? null,
      ),
    put: (peer, pin) =>
      use(
        async () => void (await records.update('pins', userKey(peer), () => pin)),
        () => void ofPage.set(userKey(peer), pin),
      ),
  }
}
