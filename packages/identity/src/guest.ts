import type { PublicKey, UserId } from '@parley/protocol'
import { sha256, utf8 } from './encoding.ts'

/** Base32 (RFC 4648 §6) in lower case. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** How many characters of it an ID has room for: 130 bits. */
const CHARACTERS = 26

/**
 * The ID of a guest with this root: `guest.` and 26 characters of base32, the first 130 bits of the SHA-256 of the
 * root as it is written (87 ASCII characters). It follows from the key, so nobody else can show it, and nobody has to
 * remember whose it is.
 */
export async function guestIdOf(root: PublicKey): Promise<UserId> {
  const bytes = new Uint8Array(await sha256(utf8(root)))
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const characters = Array.from(
    { length: CHARACTERS },
    (_, at) => ALPHABET[Number.parseInt(bits.slice(5 * at, 5 * at + 5), 2)],
  )
  return `guest.${characters.join('')}`
}
