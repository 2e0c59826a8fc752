import { type Candidate, type Clock, limits } from '@parley/protocol'
import type { Teardown } from '../ports.ts'
import { ufragOf, ufragsOf } from './sdp.ts'

/** Gathers own candidates into batches and holds them back until their description has gone out. */
export interface CandidateOutbox {
  add(candidate: RTCIceCandidate | null): void
  /** This description has been sent. */
  announced(sdp: string): void
  close(): void
}

const END: Candidate = { candidate: '', sdpMid: null, sdpMLineIndex: 0, usernameFragment: null }

/**
 * Creates an empty outbox.
 *
 * @param tellsEnd whether an empty candidate says that there are no more (RFC 8838 §8.2)
 */
export function createCandidateOutbox(
  clock: Clock,
  send: (candidates: Candidate[]) => void,
  tellsEnd = false,
): CandidateOutbox {
  const known = new Set<string>()
  let waiting: Candidate[] = []
  let cancel: Teardown | null = null

  function mayGo({ usernameFragment }: Candidate): boolean {
    return usernameFragment === null ? known.size > 0 : known.has(usernameFragment)
  }

  function flush(): void {
    cancel = null
    const ready = waiting.filter(mayGo)
    waiting = waiting.filter((candidate) => !mayGo(candidate))
    for (let start = 0; start < ready.length; start += limits.MAX_CANDIDATES) {
      send(ready.slice(start, start + limits.MAX_CANDIDATES))
    }
  }

  function schedule(): void {
    if (waiting.some(mayGo)) cancel ??= clock.setTimeout(flush, limits.CANDIDATE_BATCH_MS)
  }

  return {
    add(candidate) {
      if (!candidate?.candidate) {
        // The end of all is null (WebRTC §4.4.1.1). To another engine it is not worth a message.
        if (candidate !== null || !tellsEnd) return
        waiting.push(END)
        schedule()
        return
      }
      const { sdpMid, sdpMLineIndex } = candidate
      waiting.push({ candidate: candidate.candidate, sdpMid, sdpMLineIndex, usernameFragment: ufragOf(candidate) })
      schedule()
    },
    announced(sdp) {
      for (const ufrag of ufragsOf(sdp)) known.add(ufrag)
      schedule()
    },
    close() {
      cancel?.()
      waiting = []
    },
  }
}
