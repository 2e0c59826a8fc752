const SHA256 = /^a=fingerprint:[Ss][Hh][Aa]-256 ((?:[0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2})$/

/**
 * The only DTLS certificate fingerprint of a session description (RFC 8122 §5), in upper case. Null unless all its
 * fingerprints are SHA-256 and the same.
 */
export function fingerprintOf(sdp: string): string | null {
  // Every line with the word counts, because parsers differ in what they tolerate, such as a space before the colon.
  const lines = sdp.split(/\r\n|\r|\n/).filter((line) => /fingerprint/i.test(line))
  const found = new Set(lines.map((line) => SHA256.exec(line)?.[1]?.toUpperCase() ?? ''))
  const [fingerprint] = found
  return found.size === 1 && fingerprint ? fingerprint : null
}
