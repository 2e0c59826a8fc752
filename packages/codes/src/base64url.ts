const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The length in characters of this many bytes. */
export const charactersFor = (bytes: number): number => Math.ceil((bytes * 8) / 6)

/** Encodes as base64url without padding (RFC 4648 §5). */
export function toBase64url(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff
    bits += 8
    while (bits >= 6) {
      bits -= 6
      text += ALPHABET.charAt((held >> bits) & 63)
    }
  }
  return bits > 0 ? text + ALPHABET.charAt((held << (6 - bits)) & 63) : text
}

/**
 * Decodes the whole bytes of a text, also of one that was cut. `exact`: the text is the canonical encoding of the
 * bytes. Null if a character is not in the alphabet.
 */
export function fromBase64url(text: string): { bytes: Uint8Array; exact: boolean } | null {
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8))
  let at = 0
  let bits = 0
  let held = 0
  for (const character of text) {
    const value = ALPHABET.indexOf(character)
    if (value < 0) return null
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[at++] = (held >> bits) & 255
    }
  }
  return { bytes, exact: bits < 6 && (held & ((1 << bits) - 1)) === 0 }
}
