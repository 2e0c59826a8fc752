/** Pseudo-random numbers that follow from a seed alone. */
export interface Random {
  /** An integer from `min` to `max`, both included. */
  int(min: number, max: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly [T, ...T[]]): T
}

/** The seed of a generator. With null there is no chance. */
export type Seed = number | null

/** Combines numbers into one seed. Similar numbers give unrelated seeds; a null gives null. */
export function mix(...parts: number[]): number
export function mix(...parts: Seed[]): Seed
export function mix(...parts: Seed[]): Seed {
  let hash = 0x811c9dc5
  for (const part of parts) {
    if (part === null) return null
    hash = Math.imul(hash ^ part, 0x01000193)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    hash ^= hash >>> 13
  }
  return hash >>> 0
}

/** No chance: each number is the least there is, and nothing unlikely happens. */
const CALM: Random = { int: (min) => min, chance: () => false, pick: ([first]) => first }

/** Creates a splitmix32 generator: 32 bits of state, advanced by the golden ratio and scrambled at each step. */
export function createRandom(seed: Seed): Random {
  if (seed === null) return CALM
  let state = seed | 0

  function next(): number {
    state = (state + 0x9e3779b9) | 0
    let word = state ^ (state >>> 16)
    word = Math.imul(word, 0x21f0aaad)
    word ^= word >>> 15
    word = Math.imul(word, 0x735a2d97)
    return ((word ^ (word >>> 15)) >>> 0) / 2 ** 32
  }

  return {
    int: (min, max) => min + Math.floor(next() * (max - min + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
  }
}
