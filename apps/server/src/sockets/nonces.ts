import { type Clock, limits, type PublicKey } from '@parley/protocol'

/** How long a proof can be used, at most: from as far ahead of the server's clock as it may be to as far behind. Milliseconds. */
const MEMORY_MS = 2 * limits.PROOF_AGE_MS

/** How many connections a key may begin in that time; what is remembered is bounded by it, and nothing forgotten early. */
const MAX_PER_KEY = 4096

/** What has been used once, so that whoever records a proof cannot use it again. */
export interface Nonces {
  /** Uses a nonce of this key up. `used`: it was before. `full`: the key has used too many. */
  take(key: PublicKey, nonce: string): 'fresh' | 'used' | 'full'
  /** How many are remembered. */
  readonly size: number
}

export function createNonces({ now }: Pick<Clock, 'now'>): Nonces {
  /** Each with the time until which it is remembered: the oldest first. */
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
