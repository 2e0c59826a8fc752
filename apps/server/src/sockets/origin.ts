import type { IncomingMessage } from 'node:http'

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Whether a page of this origin may connect. Socket.IO's `cors` does not cover WebSocket, so this is asked for both
 * transports. A client without an Origin is no browser: no page can make one act for its visitor.
 *
 * @param allowed origins beside the server's own
 */
export function isAllowedOrigin(request: Pick<IncomingMessage, 'headers'>, allowed: readonly string[]): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return false
  if (LOCAL.has(url.hostname) || allowed.includes(url.origin)) return true
  // Parsed like the origin, so that a default port written out makes no difference.
  const own = `${url.protocol}//${host}`
  return URL.canParse(own) && new URL(own).host === url.host
}
