import type { IncomingMessage } from 'node:http'
import type { AddressReader } from '../limits/addressReader.ts'

/** The origin of a connection, read from its first request. */
export interface Visitor {
  /** The address by which the connection is limited; see `clientAddress`. */
  readonly address: string
  /** The Origin header; undefined if the client is no browser. */
  readonly origin: string | undefined
  /** The Host header. */
  readonly host: string | undefined
}

/** Keeps the needed fields of each connection's request, so that the request itself can be freed. */
export interface Visitors {
  /** @param connection Engine.IO's connection */
  add(connection: object, request: IncomingMessage): Visitor
  of(connection: object): Visitor
}

const UNKNOWN: Visitor = { address: 'unknown', origin: undefined, host: undefined }

/** Creates an empty memory of visitors. */
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
