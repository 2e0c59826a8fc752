/** The number of candidates by which this device can be reached: from its own network, and from the internet. */
export interface Found {
  network: number
  internet: number
}

/** From where this device can be reached: its own network, the internet, or nowhere if no candidate was found. */
export type Reach = 'nowhere' | 'network' | 'internet'

/** Matches mDNS names and addresses of a network only (RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291 §2.5.6). */
const LOCAL =
  /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1$|f[cd]|fe[89ab])|\.local$/i

/** Counts the UDP candidates (RFC 8839 §5.1) that a code can carry. */
export function countFound(candidates: readonly string[]): Found {
  const found = { network: 0, internet: 0 }
  for (const candidate of candidates) {
    const [, address, type] = /^candidate:\S+ 1 udp \d+ (\S+) \d+ typ (\S+)/i.exec(candidate) ?? []
    if (!address) continue
    // A host candidate with a public address is reachable from the internet without STUN.
    found[type === 'host' && LOCAL.test(address) ? 'network' : 'internet'] += 1
  }
  return found
}

export function reachOf({ network, internet }: Found): Reach {
  if (internet > 0) return 'internet'
  return network > 0 ? 'network' : 'nowhere'
}
