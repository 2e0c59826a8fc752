import { type Candidate, type Clock, limits } from '@parley/protocol'
import type { PhaseState } from '../../phase.ts'
import type { Teardown } from '../../ports.ts'
import { type CandidatePlaces, createCandidatePlaces } from './candidatePlaces.ts'
import { relayAlone, ufragOf, ufragsOf } from './sdp.ts'

/**
 * Batches this device's candidates, and keeps each until its description has been sent. Of one ICE generation no more leave than the
 * other side takes.
 */
export interface LocalCandidates {
  add(candidate: RTCIceCandidate | null): void
  /** This description has been sent. */
  announced(sdp: string): void
  close(): void
}

/** The surroundings of a batch. */
export interface LocalCandidatesOptions {
  clock: Clock
  /** While the link is withheld, only relayed candidates leave. */
  phase: PhaseState
  /** True if an empty candidate ends the list (RFC 8838 §8.2). */
  tellsEnd: boolean
  send(candidates: Candidate[]): void
}

/** Candidates come in bursts, one for each server that was asked. A burst is over after this silence. Milliseconds. */
const BURST_OVER_MS = 5

const END: Candidate = { candidate: '', sdpMid: null, sdpMLineIndex: 0, usernameFragment: null }

/** Creates an empty batch. */
export function createLocalCandidates({ clock, phase, tellsEnd, send }: LocalCandidatesOptions): LocalCandidates {
  const known = new Set<string>()
  /** The places of each ICE generation, by its user name fragment. */
  const generations = new Map<string | null, CandidatePlaces>()
  let waiting: Candidate[] = []
  /** The relayed candidates that were gathered while withheld. */
  const relayed = new Set<string>()
  /** Since when a candidate has been ready to leave; null while none is. */
  let since: number | null = null
  let cancel: Teardown = () => {}

  function mayGo({ candidate, usernameFragment }: Candidate): boolean {
    if (!phase.reached('standby') && !relayed.has(candidate)) return false
    return usernameFragment === null ? known.size > 0 : known.has(usernameFragment)
  }

  function hasPlace(candidate: Candidate): boolean {
    const places = generations.get(candidate.usernameFragment) ?? createCandidatePlaces()
    generations.set(candidate.usernameFragment, places)
    return places.take(candidate)
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

  const forgetPhase = phase.when('standby', flush)

  return {
    add(candidate) {
      if (!candidate?.candidate) {
        // A null candidate ends gathering (WebRTC §4.4.1.1). Another engine needs no message about it.
        if (candidate !== null || !tellsEnd) return
        waiting.push(END)
        schedule()
        return
      }
      const { sdpMid, sdpMLineIndex } = candidate
      const relay = phase.reached('standby') ? null : relayAlone(candidate.candidate)
      const usernameFragment = ufragOf(candidate)
      const told: Candidate = { candidate: relay ?? candidate.candidate, sdpMid, sdpMLineIndex, usernameFragment }
      if (!hasPlace(told)) return
      waiting.push(told)
      if (relay) relayed.add(relay)
      schedule()
    },
    announced(sdp) {
      for (const ufrag of ufragsOf(sdp)) known.add(ufrag)
      schedule()
    },
    close() {
      forgetPhase()
      cancel()
      waiting = []
    },
  }
}
