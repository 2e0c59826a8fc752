import { type Candidate, limits } from '@parley/protocol'
import { ufragOf } from './sdp.ts'

/** Types of candidates that have places of their own: where both sides are behind routers, only these lead to the other side. */
const RESERVED = ['srflx', 'relay'] as const

/** The places that one ICE generation has for candidates. */
export interface CandidatePlaces {
  /** Takes a place for a candidate. False if none is left for one of its type: it must be left out. */
  take(candidate: Pick<Candidate, 'candidate'>): boolean
}

/**
 * Places for `MAX_CANDIDATES`, of which `RESERVED_CANDIDATES` are kept for each reserved type (RFC 8839 §5.1, `typ`), because a
 * candidate that was sent cannot be withdrawn: host candidates of many interfaces come first and would take them all.
 */
export function createCandidatePlaces(): CandidatePlaces {
  let free = limits.MAX_CANDIDATES
  const reserved = { srflx: limits.RESERVED_CANDIDATES, relay: limits.RESERVED_CANDIDATES }
  return {
    take({ candidate }) {
      const type = RESERVED.find((one) => new RegExp(` typ ${one}(?: |$)`).test(candidate))
      if (type && reserved[type] > 0) reserved[type] -= 1
      else if (free <= reserved.srflx + reserved.relay) return false
      free -= 1
      return true
    },
  }
}

/** Candidates that are kept until their description is known, in the order of their coming. */
export interface EarlyCandidates {
  add(candidate: Candidate): void
  /** Removes and returns them all. */
  take(): Candidate[]
}

/**
 * Keeps candidates of the latest `MAX_EARLY_GENERATIONS` ICE generations, of each as many as have a place, none twice: however much
 * comes, it is bounded, and no generation takes the place of another's.
 */
export function createEarlyCandidates(): EarlyCandidates {
  const generations = new Map<string | null, { places: CandidatePlaces; kept: Map<string, Candidate> }>()
  return {
    add(candidate) {
      const ufrag = ufragOf(candidate)
      const generation = generations.get(ufrag) ?? { places: createCandidatePlaces(), kept: new Map() }
      generations.set(ufrag, generation)
      const key = keyOf(candidate)
      if (!generation.kept.has(key) && generation.places.take(candidate)) generation.kept.set(key, candidate)
      const [oldest] = generations.keys()
      if (generations.size > limits.MAX_EARLY_GENERATIONS && oldest !== undefined) generations.delete(oldest)
    },
    take() {
      const all = [...generations.values()].flatMap(({ kept }) => [...kept.values()])
      generations.clear()
      return all
    },
  }
}

/** What makes a candidate the same as another of its generation. */
export const keyOf = ({ sdpMid, sdpMLineIndex, candidate }: Candidate): string =>
  `${sdpMid} ${sdpMLineIndex} ${candidate}`
