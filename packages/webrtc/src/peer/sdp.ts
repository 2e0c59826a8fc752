/** The ICE user name fragments of a description: its ICE generation (RFC 8839 §5.4). */
export function ufragsOf(sdp: string | undefined): ReadonlySet<string> {
  return new Set(Array.from((sdp ?? '').matchAll(/^a=ice-ufrag:(\S+)/gm), (match) => match[1] ?? ''))
}

/** The generation a candidate belongs to, or null if it does not say. */
export function ufragOf(candidate: { candidate: string; usernameFragment: string | null }): string | null {
  return candidate.usernameFragment ?? / ufrag (\S+)/.exec(candidate.candidate)?.[1] ?? null
}

/**
 * The same description without anything that leads to this device: no candidates, and the default addresses of RFC 8840
 * §4.1.1 in the place of gathered ones.
 */
export function withoutAddresses(sdp: string): string {
  return sdp
    .replace(/^a=(?:candidate:|end-of-candidates).*\r?\n/gm, '')
    .replace(/^c=IN .*$/gm, line('c=IN IP4 0.0.0.0'))
    .replace(/^a=rtcp:.*$/gm, line('a=rtcp:9 IN IP4 0.0.0.0'))
    .replace(/^(m=\S+) [1-9]\d*/gm, '$1 9')
}

/**
 * What of a candidate may be told before the answer: a relay's address, which is that of a TURN server. What it was
 * allocated for stays out of it (RFC 8839 §5.1); null for any other candidate.
 */
export function relayAlone(candidate: string): string | null {
  const relay = /^candidate:\S+ \d+ \S+ \d+ \S+ \d+ typ relay(?= |$)/.exec(candidate)?.[0]
  const ufrag = / ufrag \S+/.exec(candidate)?.[0] ?? ''
  return relay === undefined ? null : `${relay} raddr 0.0.0.0 rport 9${ufrag}`
}

/** In the place of a line that ends as it did. */
const line = (text: string) => (old: string) => (old.endsWith('\r') ? `${text}\r` : text)
