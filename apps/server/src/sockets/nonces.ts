import { type Clock, limits, type PublicKey } from '@parley/protocol'

/** The longest time a proof is valid: its clock may be `PROOF_AGE_MS` ahead of or behind the server's. Milliseconds. */
const MEMORY_MS = 2 * limits.PROOF_AGE_MS

/** The most connections a key may begin in that time. It bounds the memory; no nonce is forgotten early. */
const MAX_PER_KEY = 4096

/** The nonces of used proofs, so that a recorded proof cannot be replayed. */
export interface Nonces {
  /** Marks a key's nonce as used. `used`: it was used before. `full`: the key has used too many. */
  take(key: PublicKey, nonce: string): 'fresh' | 'used' | 'full'
  /** How many are remembered. */
  readonly size: number
}

/** Creates an empty memory of nonces. */
export function createNonces({ now }: Pick<Clock, 'now'>): Nonces {
  /** Each nonce with the time until which it is remembered, oldest first. */
  const taken = new Map<string, { key: PublicKey; until: number }>()
  const counts = new Map<PublicKey, number>()

  function forgetOld(): void {
    for (const [name, { key, until }] of taken) {
      if (until >= now()) return
      taken.delete(name)
      const left = (counts.get(key) ?? 0) - 1
      if (left > 0) counts.set(key, left)
      else counts.delete(key)
    }
  }

  return {
    take: (key, nonce) => {
      forgetOld()
      const name = `${key} ${nonce}`
      if (taken.has(name)) return 'used'
      const count = counts.get(key) ?? 0
      if (count >= MAX_PER_KEY) return 'full'
      taken.set(name, { key, until: now() + MEMORY_MS })
      counts.set(key, count + 1)
      return 'fresh'
    },
    get size() {
      return taken.size
    },
  }
}
