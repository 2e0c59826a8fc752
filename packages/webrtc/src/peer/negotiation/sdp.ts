/** The ICE user name fragments of a description: its ICE generation (RFC 8839 §5.4). */
export function ufragsOf(sdp: string | undefined): ReadonlySet<string> {
  return new Set(Array.from((sdp ?? '').matchAll(/^a=ice-ufrag:(\S+)/gm), (match) => match[1] ?? ''))
}

/** The ICE generation of a candidate, or null if it names none. */
export function ufragOf(candidate: { candidate: string; usernameFragment: string | null }): string | null {
  return candidate.usernameFragment ?? / ufrag (\S+)/.exec(candidate.candidate)?.[1] ?? null
}

/** Attributes with addresses (RFC 8839 §5.1, RFC 8840 §8.2). */
const WAYS = /^\s*a\s*=\s*(?:candidate|end-of-candidates|remote-candidates)/i

/**
 * Removes all addresses from a description: its candidates go, and the default addresses of RFC 8840 §4.1.1 replace gathered
 * ones. Lines end at a line feed and nowhere else, as in browsers.
 */
export function withoutAddresses(sdp: string): string {
  const kept = sdp.split('\n').filter((text) => !WAYS.test(text))
  return kept
    .map((text) =>
      text
        .replace(/^c\s*=.*/i, 'c=IN IP4 0.0.0.0')
        .replace(/^a\s*=\s*rtcp:.*/i, 'a=rtcp:9 IN IP4 0.0.0.0')
        .replace(/^(m=\S+) [1-9]\d*/, '$1 9'),
    )
    .join('\n')
}

/** True if the text has no candidate, and no character that only some readers take for a line end. */
export const isPlain = (sdp: string): boolean => /^(?:[\x20-\x7e]*\r?\n)+$/.test(sdp) && !/candidate/i.test(sdp)

/**
 * The part of a relayed candidate that may be told before the answer: the address of the TURN server, without the address it was
 * allocated for (RFC 8839 §5.1). Null for any other candidate.
 */
export function relayAlone(candidate: string): string | null {
  const relay = /^candidate:\S+ \d+ \S+ \d+ \S+ \d+ typ relay(?= |$)/.exec(candidate)?.[0]
  const ufrag = / ufrag \S+/.exec(candidate)?.[0] ?? ''
  return relay === undefined ? null : `${relay} raddr 0.0.0.0 rport 9${ufrag}`
}
