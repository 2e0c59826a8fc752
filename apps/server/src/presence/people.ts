import type { Person } from '@parley/protocol'
import type { PresenceEvent } from './presence.ts'

/** All visible people, sorted by key. */
export interface People {
  /** Applies a change. Returns by how much the number of people changed: 1, 0 or -1. */
  apply(event: PresenceEvent): -1 | 0 | 1
  /** The first `limit` people whose key is accepted, by key. */
  first(limit: number, accepts: (key: string) => boolean): Map<string, Person>
  /** How many people have an accepted key. */
  count(accepts: (key: string) => boolean): number
}

/** The index of `key` in the sorted array, or the index at which to insert it. */
function positionOf(keys: readonly string[], key: string): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((keys[middle] ?? '') < key) low = middle + 1
    else high = middle
  }
  return low
}

/** Creates an empty list. */
export function createPeople(): People {
  const people = new Map<string, Person>()
  const keys: string[] = []

  return {
    apply: ({ key, person }) => {
      const known = people.has(key)
      if (person) people.set(key, person)
      else people.delete(key)
      if (known === (person !== null)) return 0
      keys.splice(positionOf(keys, key), known ? 1 : 0, ...(known ? [] : [key]))
      return known ? -1 : 1
    },
    first: (limit, accepts) => {
      const found = new Map<string, Person>()
      for (const key of keys) {
        if (found.size === limit) break
        const person = accepts(key) ? people.get(key) : undefined
        if (person) found.set(key, person)
      }
      return found
    },
    count: (accepts) => keys.reduce((sum, key) => sum + (accepts(key) ? 1 : 0), 0),
  }
}
