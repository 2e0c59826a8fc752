import type { IncomingMessage } from 'node:http'
import type { AddressReader } from '../limits/addressReader.ts'

/** Where a connection comes from, as its first request told. */
export interface Visitor {
  /** Whom it counts for. */
  readonly address: string
  /** The page that connects; not there if it is none. */
  readonly origin: string | undefined
  /** The host that was asked. */
  readonly host: string | undefined
}

/** Remembers of each connection's request what is needed later: the request itself is let go. */
export interface Visitors {
  /** @param connection Engine.IO's */
  add(connection: object, request: IncomingMessage): Visitor
  of(connection: object): Visitor
}

const UNKNOWN: Visitor = { address: 'unknown', origin: undefined, host: undefined }

export function createVisitors(addressOf: AddressReader): Visitors {
  const visitors = new WeakMap<object, Visitor>()

  return {
    add: (connection, request) => {
      const { origin, host } = request.headers
      const visitor = { address: addressOf(request), origin, host }
      visitors.set(connection, visitor)
      return visitor
    },
    of: (connection) => visitors.get(connection) ?? UNKNOWN,
  }
}
