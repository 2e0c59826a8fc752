import type { IncomingMessage } from 'node:http'

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Whether a page of this origin may connect: always one of this machine, and otherwise one the operator named, or, if
 * none is named, one of the host that was asked. Socket.IO's `cors` does not cover WebSocket, so this is asked for both
 * transports. A client without an Origin is no browser: no page can make one act for its visitor.
 *
 * @param named the origins the operator named
 */
export function isAllowedOrigin(request: Pick<IncomingMessage, 'headers'>, named: readonly string[]): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  // RFC 6454 §6.2: scheme, host and port, and nothing else.
  if (url.origin !== origin || !/^https?:$/.test(url.protocol)) return false
  if (LOCAL.has(url.hostname)) return true
  if (named.length > 0) return named.includes(url.origin)
  // Parsed like the origin, so that a default port written out makes no difference.
  const own = `${url.protocol}//${host}`
  return URL.canParse(own) && new URL(own).host === url.host
}
