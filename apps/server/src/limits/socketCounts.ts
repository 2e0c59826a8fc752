/** How many connections each address has open. */
export interface SocketCounts {
  isFull(address: string): boolean
  /** Counts one more; returns what counts it no more, which may be called twice. */
  add(address: string): () => void
  /** How many addresses have any. */
  readonly size: number
}

/** @param max connections of one address at the same time */
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
