import type { PinStore } from '@parley/identity'
import { userKey } from '@parley/protocol'
import type { RecordStore } from './records.ts'

/** Stores the root key that is pinned for each ID. */
export const createPinStore = (records: RecordStore): PinStore => ({
  get: async (peer) => (await records.get('pins', userKey(peer))) ?? null,
  put: async (peer, pin) => void (await records.update('pins', userKey(peer), () => pin)),
})
