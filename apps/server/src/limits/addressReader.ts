import type { IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import { clientAddress } from './address.ts'

/** Returns the address by which a request is limited; see `clientAddress`. */
export type AddressReader = (request: IncomingMessage) => string

/** Creates a reader for the operator's number of proxies. Logs one warning if a proxy seems to be missing from it. */
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
