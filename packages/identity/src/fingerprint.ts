const SHA256 = /^a=fingerprint:[Ss][Hh][Aa]-256 ((?:[0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2})$/

/**
 * The one DTLS certificate fingerprint of a session description (RFC 8122 §5), in upper case. Null unless every
 * fingerprint in it is SHA-256 and they are all the same: where one is in doubt, none is trusted.
 */
export function fingerprintOf(sdp: string): string | null {
  // Every line that speaks of one: parsers differ in what they forgive, such as a space before the colon.
  const lines = sdp.split(/\r\n|\r|\n/).filter((line) => /fingerprint/i.test(line))
  const found = new Set(lines.map((line) => SHA256.exec(line)?.[1]?.toUpperCase() ?? ''))
  const [fingerprint] = found
  return found.size === 1 && fingerprint ? fingerprint : null
}
