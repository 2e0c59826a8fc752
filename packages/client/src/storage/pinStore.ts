import type { PinStore } from '@parley/identity'
import { userKey } from '@parley/protocol'
import type { OpenDatabase } from './database.ts'

/** Whose root key this browser has met under which ID. */
export const createPinStore = (open: OpenDatabase): PinStore => ({
  get: async (peer) => (await (await open()).get('pins', userKey(peer))) ?? null,
  put: async (peer, pin) => void (await (await open()).put('pins', pin, userKey(peer))),
})
