import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/**
 * The address by which a request is limited: an IPv4 address, or the /64 network of an IPv6 one, the least that one
 * household has (RFC 6177 §2). `trustProxy` is the number of the operator's reverse proxies. Each appends the address
 * it saw to `X-Forwarded-For`; earlier entries may be forged.
 */
export function clientAddress(request: IncomingMessage, trustProxy: number): string {
  const seen = request.socket.remoteAddress ?? ''
  const told = trustProxy > 0 ? forwardedFor(request).at(-trustProxy) : undefined
  return normalise(told ?? '') ?? normalise(seen) ?? 'unknown'
}

/**
 * The network of an address as `clientAddress` writes it: the /24 of an IPv4 address, the /56 of an IPv6 one, which is what
 * one customer of a provider often has (RFC 6177 §2).
 */
export function networkOf(address: string): string {
  if (isIP(address) === 4) return `${address.replace(/\.\d+$/, '')}.0/24`
  const groups = address.replace(/::\/64$/, '').split(':')
  const last = Number.parseInt(groups[3] ?? '', 16)
  if (groups.length !== 4 || Number.isNaN(last)) return address
  return `${[...groups.slice(0, 3), (last & 0xff00).toString(16)].join(':')}::/56`
}

function forwardedFor(request: IncomingMessage): string[] {
  const header = request.headers['x-forwarded-for'] ?? ''
  return (typeof header === 'string' ? header : header.join(',')).split(',').map((item) => item.trim())
}

/** Writes an address in one form, without port and zone; null if it is invalid. */
function normalise(text: string): string | null {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\](?::\d+)?|([^:]*):\d+)$/.exec(text) ?? []
  const address = (bracketed ?? plain ?? text).replace(/%.*$/, '')
  switch (isIP(address)) {
    case 4:
      return address
    case 6:
      return network(address)
    default:
      return null
  }
}

function network(address: string): string {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const groups = (part: string | undefined) => (part ? part.split(':').map((group) => Number.parseInt(group, 16)) : [])
  const [first, last] = [groups(head), groups(tail)]
  const all = [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last]
  const mapped = all.slice(0, 5).every((group) => group === 0) && all[5] === 0xffff
  // ::ffff:0:0/96 (RFC 4291 §2.5.5.2): how a dual-stack socket writes an IPv4 address.
  if (mapped)
    return all
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.')
  return `${all
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`
}
