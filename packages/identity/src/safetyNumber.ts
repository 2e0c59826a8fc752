import type { PublicKey } from '@parley/protocol'
import { emoji } from './emoji.ts'
import { utf8 } from './encoding.ts'

/** The number that two people compare to verify each other's root: by emoji quickly, or by digits with certainty. */
export interface SafetyNumber {
  /** 12 groups of 5 digits. */
  readonly digits: readonly string[]
  /** 10 of 64 emoji, 60 bits. */
  readonly emoji: readonly { readonly symbol: string; readonly name: string }[]
}

/**
 * Iterations of PBKDF2. A malicious server between two people must find two keys whose emoji are the same for both
 * sides: a collision search over 60 bits. The iterations make each of its tries this expensive.
 */
const ROUNDS = 210_000

const DIGIT_GROUPS = 12
const EMOJI = 10

/** Computes the safety number of two roots, in any order. Takes some tens of milliseconds on purpose. */
export async function safetyNumber(one: PublicKey, other: PublicKey): Promise<SafetyNumber> {
  const pair = await crypto.subtle.importKey('raw', utf8([one, other].sort().join('\n')), 'PBKDF2', false, [
    'deriveBits',
  ])
  const stretched = { name: 'PBKDF2', hash: 'SHA-512', salt: utf8('parley-safety-number-1'), iterations: ROUNDS }
  // One block of SHA-512 only: a second (RFC 8018 §5.2) would double this side's cost, but not that of an attacker.
  const bits = new DataView(await crypto.subtle.deriveBits(stretched, pair, 512))
  // 6 bits for each emoji, then 4 bytes for each group; the remainder by 100,000 is nearly uniform.
  const picture = bits.getBigUint64(0)
  return {
    digits: Array.from({ length: DIGIT_GROUPS }, (_, at) =>
      String(bits.getUint32(8 + 4 * at) % 100_000).padStart(5, '0'),
    ),
    emoji: Array.from({ length: EMOJI }, (_, at) => Number((picture >> BigInt(6 * at)) & 63n)).flatMap((place) =>
      emoji.slice(place, place + 1),
    ),
  }
}
