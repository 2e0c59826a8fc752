/** The ICE user name fragments of a description: its ICE generation (RFC 8839 §5.4). */
export function ufragsOf(sdp: string | undefined): ReadonlySet<string> {
  return new Set(Array.from((sdp ?? '').matchAll(/^a=ice-ufrag:(\S+)/gm), (match) => match[1] ?? ''))
}

/** The generation a candidate belongs to, or null if it does not say. */
export function ufragOf(candidate: { candidate: string; usernameFragment: string | null }): string | null {
  return candidate.usernameFragment ?? / ufrag (\S+)/.exec(candidate.candidate)?.[1] ?? null
}
