/** The ICE user name fragments of a description: its ICE generation (RFC 8839 §5.4). */
export function ufragsOf(sdp: string | undefined): ReadonlySet<string> {
  return new Set(Array.from((sdp ?? '').matchAll(/^a=ice-ufrag:(\S+)/gm), (match) => match[1] ?? ''))
}

/** The generation a candidate belongs to, or null if it does not say. */
export function ufragOf(candidate: { candidate: string; usernameFragment: string | null }): string | null {
  return candidate.usernameFragment ?? / ufrag (\S+)/.exec(candidate.candidate)?.[1] ?? null
}

/** Attributes that name a way to a device (RFC 8839 §5.1, RFC 8840 §8.2). */
const WAYS = /^\s*a\s*=\s*(?:candidate|end-of-candidates|remote-candidates)/i

/**
 * The same description without anything that leads to a device: no candidates, and the default addresses of RFC 8840
 * §4.1.1 in the place of gathered ones. Lines end where browsers end them, at a line feed and nowhere else.
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

/** Whether nothing is in it that one reader could take for a line and another not, nor any candidate. */
export const isPlain = (sdp: string): boolean => /^(?:[\x20-\x7e]*\r?\n)+$/.test(sdp) && !/candidate/i.test(sdp)

/**
 * What of a candidate may be told before the answer: a relay's address, which is that of a TURN server. What it was
 * allocated for stays out of it (RFC 8839 §5.1); null for any other candidate.
 */
export function relayAlone(candidate: string): string | null {
  const relay = /^candidate:\S+ \d+ \S+ \d+ \S+ \d+ typ relay(?= |$)/.exec(candidate)?.[0]
  const ufrag = / ufrag \S+/.exec(candidate)?.[0] ?? ''
  return relay === undefined ? null : `${relay} raddr 0.0.0.0 rport 9${ufrag}`
}
