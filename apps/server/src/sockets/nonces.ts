import { type Clock, limits, type PublicKey } from '@parley/protocol'
import type { NonceFile } from './nonceFile.ts'

/** The longest time a proof is valid: its clock may be `PROOF_AGE_MS` ahead of or behind the server's. Milliseconds. */
export const MEMORY_MS = 2 * limits.PROOF_AGE_MS

/** The most connections a key may begin in that time. It bounds the memory; no nonce is forgotten early. */
const MAX_PER_KEY = 4096

/** The nonces of used proofs, so that a recorded proof cannot be replayed. */
export interface Nonces {
  /**
   * Marks a key's nonce as used, from the call on. `used`: it was used before. `full`: the key has used too many. Resolves
   * once a restart would not forget it.
   */
  take(key: PublicKey, nonce: string): Promise<'fresh' | 'used' | 'full'>
  /** How many are remembered. */
  readonly size: number
}

/**
 * Creates the memory of nonces, with those that earlier processes have kept. It lasts by the monotonic clock, a proof's
 * time by the wall clock: a server's clock that is set back makes proofs of that time acceptable again whose nonces are
 * forgotten. From one process to the next only the wall clock tells how old a nonce is; none lasts longer for that than a
 * new one.
 */
export async function createNonces(
  { now, wall }: Pick<Clock, 'now' | 'wall'>,
  file: Pick<NonceFile, 'load' | 'keep'>,
): Promise<Nonces> {
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

  function remember({ key, nonce, until }: { key: PublicKey; nonce: string; until: number }): void {
    taken.set(`${key} ${nonce}`, { key, until })
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }

  for (const { key, nonce, until } of await file.load()) {
    const leftMs = Math.min(until - wall(), MEMORY_MS)
    if (leftMs >= 0 && !taken.has(`${key} ${nonce}`)) remember({ key, nonce, until: now() + leftMs })
  }

  return {
    take: async (key, nonce) => {
      forgetOld()
      if (taken.has(`${key} ${nonce}`)) return 'used'
      if ((counts.get(key) ?? 0) >= MAX_PER_KEY) return 'full'
      remember({ key, nonce, until: now() + MEMORY_MS })
      await file.keep({ key, nonce, until: Math.ceil(wall() + MEMORY_MS) })
      return 'fresh'
    },
    get size() {
      return taken.size
    },
  }
}
