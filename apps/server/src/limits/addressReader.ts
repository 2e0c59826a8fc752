import type { IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import { clientAddress } from './address.ts'

/** Tells whom a request counts for. */
export type AddressReader = (request: IncomingMessage) => string

/** Reads addresses as the operator set it up, and says once if that cannot be what was meant. */
export function createAddressReader(options: { trustProxy: number; log: Logger }): AddressReader {
  const { trustProxy, log } = options
  let warned = trustProxy > 0

  return (request) => {
    if (!warned && request.headers['x-forwarded-for'] !== undefined) {
      warned = true
      log.warn('a proxy seems to stand in front, but TRUST_PROXY is not set: all visitors share the limits of one')
    }
    return clientAddress(request, trustProxy)
  }
}
