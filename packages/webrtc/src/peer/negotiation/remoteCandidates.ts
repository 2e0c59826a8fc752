import type { Candidate } from '@parley/protocol'
import { createCandidatePlaces, createEarlyCandidates, keyOf } from './candidatePlaces.ts'
import { ufragOf, ufragsOf } from './sdp.ts'

/** So many past ICE generations are remembered, so that what comes late for them is dropped. */
const MAX_PAST = 64

/** Adds the other side's candidates to the connection once it has the description of their ICE generation. */
export interface RemoteCandidates {
  add(candidate: Candidate): Promise<void>
  /** The connection has this remote description now. */
  described(sdp: string): Promise<void>
}

/** Creates an empty list for one connection. */
export function createRemoteCandidates(connection: Pick<RTCPeerConnection, 'addIceCandidate'>): RemoteCandidates {
  let current: ReadonlySet<string> | null = null
  let applied = new Set<string>()
  let places = createCandidatePlaces()
  const past = new Set<string>()
  const early = createEarlyCandidates()

  async function apply(candidate: Candidate): Promise<void> {
    const key = keyOf(candidate)
    if (applied.has(key) || !places.take(candidate)) return
    applied.add(key)
    // A browser rejects a candidate it cannot use (unknown transport, unresolvable name); the others may still do.
    await connection.addIceCandidate(candidate).catch(() => undefined)
  }

  async function add(candidate: Candidate): Promise<void> {
    // Some senders mark the end of candidates; there is nothing to do about it.
    if (candidate.candidate === '') return
    const ufrag = ufragOf(candidate)
    if (current && (ufrag === null || current.has(ufrag))) await apply(candidate)
    else if (ufrag === null || !past.has(ufrag)) early.add(candidate)
  }

  return {
    add,
    async described(sdp) {
      const next = ufragsOf(sdp)
      const restarted = [...(current ?? [])].some((ufrag) => !next.has(ufrag))
      for (const ufrag of current ?? []) if (!next.has(ufrag)) past.add(ufrag)
      for (const ufrag of past) if (past.size > MAX_PAST) past.delete(ufrag)
      if (restarted) {
        applied = new Set()
        places = createCandidatePlaces()
      }
      current = next
      for (const candidate of early.take()) await add(candidate)
    },
  }
}
