import type { Certificates, PublicKey, UserId } from '@parley/protocol'
import { sha256, utf8 } from './encoding.ts'

/** The alphabet of base32 (RFC 4648 §6) in lower case. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** The base32 characters of an ID: 130 bits. */
const CHARACTERS = 26

/**
 * The ID of a guest with this root: `guest.` and 26 characters of base32, the first 130 bits of the SHA-256 of the
 * root's text (87 ASCII characters). The ID is derived from the key, so only the key's owner can use it, and nobody has
 * to store whose it is.
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

/** True if this is the identity of the guest with this ID: the ID is of its root, and no other key is certified. */
export const ownsGuestId = async (
  userId: UserId,
  { root, certificates }: { root: PublicKey; certificates: Certificates },
): Promise<boolean> => certificates.length === 0 && userId === (await guestIdOf(root))
