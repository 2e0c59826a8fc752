import { type Candidate, type Clock, limits } from '@parley/protocol'
import type { Teardown } from '../../ports.ts'
import { relayAlone, ufragOf, ufragsOf } from './sdp.ts'

/** Gathers own candidates into batches and holds them back until their description has gone out. */
export interface CandidateOutbox {
  add(candidate: RTCIceCandidate | null): void
  /** This description has been sent. */
  announced(sdp: string): void
  /** What was held back from everybody goes at once. */
  release(): void
  close(): void
}

/** How an outbox differs from that of an ordinary connection. */
export interface CandidateOutboxOptions {
  /** An empty candidate says that there are no more (RFC 8838 §8.2). */
  tellsEnd?: boolean
  /** Nothing goes before `release` but relays' addresses. */
  held?: boolean
}

/** Candidates come in bursts, one for each thing that was asked; after this silence a burst is over. Milliseconds. */
const BURST_OVER_MS = 5

const END: Candidate = { candidate: '', sdpMid: null, sdpMLineIndex: 0, usernameFragment: null }

/** Creates an empty outbox. */
export function createCandidateOutbox(
  clock: Clock,
  send: (candidates: Candidate[]) => void,
  { tellsEnd = false, held = false }: CandidateOutboxOptions = {},
): CandidateOutbox {
  const known = new Set<string>()
  let waiting: Candidate[] = []
  /** Those that may be told before the answer. */
  const early = new Set<string>()
  let holds = held
  /** Since when something could have gone. */
  let since: number | null = null
  let cancel: Teardown = () => {}

  function mayGo({ candidate, usernameFragment }: Candidate): boolean {
    if (holds && !early.has(candidate)) return false
    return usernameFragment === null ? known.size > 0 : known.has(usernameFragment)
  }

  function flush(): void {
    cancel()
    since = null
    const ready = waiting.filter(mayGo)
    waiting = waiting.filter((candidate) => !mayGo(candidate))
    for (let start = 0; start < ready.length; start += limits.MAX_CANDIDATES) {
      send(ready.slice(start, start + limits.MAX_CANDIDATES))
    }
  }

  function schedule(): void {
    if (!waiting.some(mayGo)) return
    since ??= clock.now()
    cancel()
    cancel = clock.setTimeout(flush, Math.min(BURST_OVER_MS, since + limits.CANDIDATE_BATCH_MS - clock.now()))
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
      const relay = holds ? relayAlone(candidate.candidate) : null
      const usernameFragment = ufragOf(candidate)
      waiting.push({ candidate: relay ?? candidate.candidate, sdpMid, sdpMLineIndex, usernameFragment })
      if (relay) early.add(relay)
      schedule()
    },
    announced(sdp) {
      for (const ufrag of ufragsOf(sdp)) known.add(ufrag)
      schedule()
    },
    release() {
      if (!holds) return
      holds = false
      flush()
    },
    close() {
      cancel()
      waiting = []
    },
  }
}
