import type { IncomingMessage } from 'node:http'
import type { WarnSeldom } from '../warnSeldom.ts'
import { clientAddress } from './address.ts'

/** Returns the address by which a request is limited; see `clientAddress`. */
export type AddressReader = (request: IncomingMessage) => string

/** Headers that only proxies write. */
const OF_PROXIES = ['x-forwarded-for', 'x-forwarded-proto', 'x-real-ip', 'forwarded'] as const

/** Creates a reader for the operator's number of proxies. Warns if a proxy seems to be missing from it. */
export function createAddressReader(options: { trustProxy: number; warnSeldom: WarnSeldom }): AddressReader {
  const { trustProxy, warnSeldom } = options

  return (request) => {
    if (trustProxy === 0 && OF_PROXIES.some((name) => request.headers[name] !== undefined)) {
      warnSeldom(
        'proxy',
        'a proxy seems to stand in front, but TRUST_PROXY is not set: all visitors come from one address, and share the limits of one',
      )
    }
    return clientAddress(request, trustProxy)
  }
}
