/** Counts the open connections of each address. */
export interface SocketCounts {
  /** True if the address has as many open connections as it may. */
  isFull(address: string): boolean
  /** Counts a connection. Returns a function that stops counting it; calling it twice is harmless. */
  add(address: string): () => void
  /** How many addresses have open connections. */
  readonly size: number
}

/**
 * Creates empty counts.
 *
 * @param max the most open connections of one address
 */
export function createSocketCounts(max: number): SocketCounts {
  const open = new Map<string, Set<symbol>>()

  return {
    isFull: (address) => (open.get(address)?.size ?? 0) >= max,
    add: (address) => {
      const connection = Symbol(address)
      const connections = open.get(address) ?? new Set<symbol>()
      open.set(address, connections.add(connection))
      return () => {
        connections.delete(connection)
        if (connections.size === 0 && open.get(address) === connections) open.delete(address)
      }
    },
    get size() {
      return open.size
    },
  }
}
