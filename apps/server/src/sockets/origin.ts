import type { IncomingMessage } from 'node:http'

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * True if a page of the request's origin may connect: a page of this machine, of an origin the operator named, or, if
 * none is named, of the requested host. Checked for both transports, because Socket.IO's `cors` does not cover
 * WebSocket. A client without an Origin is no browser, so no page misuses its visitor's browser.
 *
 * @param named the origins that the operator named
 */
export function isAllowedOrigin(request: Pick<IncomingMessage, 'headers'>, named: readonly string[]): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  // An origin is scheme, host and port only (RFC 6454 §6.2).
  if (url.origin !== origin || !/^https?:$/.test(url.protocol)) return false
  if (LOCAL.has(url.hostname)) return true
  if (named.length > 0) return named.includes(url.origin)
  // Parsed like the origin, which drops a default port.
  const own = `${url.protocol}//${host}`
  return URL.canParse(own) && new URL(own).host === url.host
}
