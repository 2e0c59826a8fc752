import type { PublicKey } from '@parley/protocol'
import { emoji } from './emoji.ts'
import { utf8 } from './encoding.ts'

/** What two people compare to know that each has the other's true root: the emoji quickly, or the digits for certain. */
export interface SafetyNumber {
  /** 12 groups of 5 digits. */
  readonly digits: readonly string[]
  /** 10 of 64 emoji, 60 bits. */
  readonly emoji: readonly { readonly symbol: string; readonly name: string }[]
}

/**
 * Rounds of PBKDF2. A server between two people needs one key of its own for each of them so that both see the same;
 * for the emoji alone that is a search for a collision over 60 bits. This makes each try cost what it costs here.
 */
const ROUNDS = 210_000

const DIGIT_GROUPS = 12
const EMOJI = 10

/** The safety number of two roots, in whatever order. Takes some tens of milliseconds, on purpose. */
export async function safetyNumber(one: PublicKey, other: PublicKey): Promise<SafetyNumber> {
  const pair = await crypto.subtle.importKey('raw', utf8([one, other].sort().join('\n')), 'PBKDF2', false, [
    'deriveBits',
  ])
  const stretched = { name: 'PBKDF2', hash: 'SHA-512', salt: utf8('parley-safety-number-1'), iterations: ROUNDS }
  // One block of SHA-512 and no more: a second one (RFC 8018 §5.2) would cost us double, and who searches nothing.
  const bits = new DataView(await crypto.subtle.deriveBits(stretched, pair, 512))
  // 6 bits for each emoji. Then 4 bytes for each group: the remainder by 100,000 is as good as even.
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
