import { type Candidate, limits } from '@parley/protocol'
import { ufragOf, ufragsOf } from './sdp.ts'

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
  const past = new Set<string>()
  let early: Candidate[] = []

  async function apply(candidate: Candidate): Promise<void> {
    const key = `${candidate.sdpMid} ${candidate.sdpMLineIndex} ${candidate.candidate}`
    if (applied.has(key) || applied.size >= limits.MAX_CANDIDATES) return
    applied.add(key)
    // A browser rejects a candidate it cannot use (unknown transport, unresolvable name); the others may still do.
    await connection.addIceCandidate(candidate).catch(() => undefined)
  }

  async function add(candidate: Candidate): Promise<void> {
    // Some senders mark the end of candidates; there is nothing to do about it.
    if (candidate.candidate === '') return
    const ufrag = ufragOf(candidate)
    if (current && (ufrag === null || current.has(ufrag))) await apply(candidate)
    else if (ufrag === null || !past.has(ufrag)) early = [...early, candidate].slice(-limits.MAX_EARLY_CANDIDATES)
  }

  return {
    add,
    async described(sdp) {
      const next = ufragsOf(sdp)
      const restarted = [...(current ?? [])].some((ufrag) => !next.has(ufrag))
      for (const ufrag of current ?? []) if (!next.has(ufrag)) past.add(ufrag)
      if (restarted) applied = new Set()
      current = next
      const waiting = early
      early = []
      for (const candidate of waiting) await add(candidate)
    },
  }
}
