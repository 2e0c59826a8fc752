import type { IncomingMessage } from 'node:http'
import type { WarnSeldom } from '../warnSeldom.ts'

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]'])

/** True for a Host header that names this machine itself. */
export function isLocalHost(host: string | undefined): boolean {
  const url = `http://${host}`
  return URL.canParse(url) && LOCAL.has(new URL(url).hostname)
}

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

/** The longest part of a header that is logged. */
const SHOWN = 100

/** Tells the operator that a page of this origin, which asked for this host, was refused, and why that may be. */
export type WarnOfOrigin = (origin: string, host: string | undefined) => void

/**
 * Creates the warning about refused origins.
 *
 * @param named the origins that the operator named
 */
export function createWarnOfOrigin(warnSeldom: WarnSeldom, named: readonly string[]): WarnOfOrigin {
  const why =
    named.length > 0
      ? 'a page was refused, because PUBLIC_ORIGIN does not name its origin: if it is yours, add it'
      : 'a page was refused, because its origin is not the host that was asked for: if it is yours, a proxy rewrites Host; let it keep Host, or set PUBLIC_ORIGIN'
  return (origin, host) => warnSeldom('origin', why, { origin: origin.slice(0, SHOWN), host: host?.slice(0, SHOWN) })
}
