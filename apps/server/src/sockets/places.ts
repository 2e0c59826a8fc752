import type { Clock } from '@parley/protocol'

/** How long a connection may stay without a proof. Milliseconds. */
export const UNPROVED_MS = 10_000

/** The settings and ports of places. */
export interface PlacesOptions<C> {
  /** The most connections of one address that have proved who they are, and the most others beside them. */
  readonly proved: number
  readonly unproved: number
  /** Closes a connection at once, whatever its other side does; `leave` follows. */
  end(connection: C): void
  clock: Pick<Clock, 'setTimeout'>
}

/**
 * The places that an address has for connections. Those that have proved who they are have places of their own, so that
 * connections that say nothing take none of them. Of the others, the oldest makes way for a new one, and each is closed
 * after `UNPROVED_MS`.
 */
export interface Places<C> {
  /** Gives a new connection a place among the unproved ones of its address. */
  enter(connection: C, address: string): void
  /** Gives a connection a place among the proved ones. Returns false if all of them are taken. */
  prove(connection: C): boolean
  /** Puts a connection among the unproved ones again, because its proof no longer counts. */
  unprove(connection: C): void
  isProved(connection: C): boolean
  /** Frees the place of a closed connection. */
  leave(connection: C): void
  /** How many connections have a place. */
  readonly size: number
}

interface Place {
  readonly address: string
  /** Cancels the end of an unproved connection; null for a proved one. */
  readonly cancel: (() => void) | null
}

/** Connections by address, oldest first; an address without any is forgotten. */
function createLists<C>() {
  const lists = new Map<string, Set<C>>()
  return {
    count: (address: string): number => lists.get(address)?.size ?? 0,
    oldest: (address: string): C | undefined => lists.get(address)?.values().next().value,
    add: (address: string, connection: C): void => {
      const list = lists.get(address) ?? new Set()
      lists.set(address, list.add(connection))
    },
    remove: (address: string, connection: C): void => {
      const list = lists.get(address)
      list?.delete(connection)
      if (list?.size === 0) lists.delete(address)
    },
  }
}

/** Creates places, all of them free. */
export function createPlaces<C>({ proved, unproved, end, clock }: PlacesOptions<C>): Places<C> {
  const places = new Map<C, Place>()
  const lists = { proved: createLists<C>(), unproved: createLists<C>() }

  function leave(connection: C): void {
    const place = places.get(connection)
    if (!place) return
    places.delete(connection)
    place.cancel?.()
    lists[place.cancel ? 'unproved' : 'proved'].remove(place.address, connection)
  }

  function enter(connection: C, address: string): void {
    const oldest = lists.unproved.count(address) >= unproved ? lists.unproved.oldest(address) : undefined
    places.set(connection, { address, cancel: clock.setTimeout(() => end(connection), UNPROVED_MS) })
    lists.unproved.add(address, connection)
    if (oldest === undefined) return
    leave(oldest)
    end(oldest)
  }

  return {
    enter,
    leave,
    prove: (connection) => {
      const place = places.get(connection)
      // A closed connection needs no place.
      if (!place?.cancel) return true
      const { address } = place
      if (lists.proved.count(address) >= proved) return false
      leave(connection)
      places.set(connection, { address, cancel: null })
      lists.proved.add(address, connection)
      return true
    },
    unprove: (connection) => {
      const place = places.get(connection)
      if (!place || place.cancel) return
      leave(connection)
      enter(connection, place.address)
    },
    isProved: (connection) => places.get(connection)?.cancel === null,
    get size() {
      return places.size
    },
  }
}
