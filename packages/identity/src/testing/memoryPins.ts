import { userKey } from '@parley/protocol'
import type { Pin, PinStore } from '../trust.ts'

/** Creates a store of pins in memory. */
export function createMemoryPins(): PinStore {
  const pins = new Map<string, Pin>()
  return {
    get: async (peer) => pins.get(userKey(peer)) ?? null,
    put: async (peer, pin) => void pins.set(userKey(peer), pin),
  }
}
