import { type AboutCode, encodeCode } from '@parley/codes'
import { createKeyPair, createSelf, fingerprintOf, signDescription } from '@parley/identity'
import type { Clock, Seal, Signal } from '@parley/protocol'
import type { Signer } from '@parley/webrtc'
import { countFound, type Found, type Reach, reachOf } from './candidateKinds.ts'
import type { ReadCode } from './readCode.ts'

/** How long candidates are gathered; a code holds those found until then. Milliseconds. */
export const GATHERING_MS = 5_000

/** Stands in for the ID of somebody whose code names none. */
export const NOBODY = 'Someone'

/** How far this side's own code has come. `code`: null until it is made. */
export interface ExchangeState {
  found: Found
  code: { text: string; reach: Reach } | null
  /** True if the code format cannot encode the description. */
  failed: boolean
}

/** One side of an exchange: turns the engine's signals into a code, and the other side's code into a signal. */
export interface Exchange {
  readonly signer: Signer
  /** Takes the engine's first description and its candidates; ignores signals after the code is made. */
  send(signal: Signal): void
  /** Returns the signal for the engine. From now on `verify` accepts only descriptions with this code's fingerprint. */
  hear(code: ReadCode): Signal
  state(): ExchangeState
  /** The fingerprints of both certificates, for the safety number; null until both are known. */
  fingerprints(): { own: string; theirs: string } | null
  close(): void
}

interface ExchangeOptions {
  about: AboutCode
  clock: Clock
  changed(): void
}

/** A placeholder. This exchange's signer checks the fingerprint and never reads the seal. */
const NO_SEAL: Seal = { identity: { root: '', certificates: [], revocations: null }, signature: '' }

/** Adds the candidates to the first m-section, whose transport all sections use (RFC 9143 §7.2.1). */
function withCandidates(sdp: string, candidates: readonly string[]): string {
  const lines = candidates.map((candidate) => `a=${candidate}\r\n`).join('')
  const second = sdp.indexOf('\r\nm=', sdp.indexOf('\r\nm=') + 1)
  return second < 0 ? sdp + lines : `${sdp.slice(0, second + 2)}${lines}${sdp.slice(second + 2)}`
}

/** Creates an exchange. The time for gathering starts with the engine's first description. */
export function createExchange({ about, clock, changed }: ExchangeOptions): Exchange {
  const candidates = new Set<string>()
  let description: Extract<Signal, { type: 'description' }> | null = null
  let state: ExchangeState = { found: countFound([]), code: null, failed: false }
  let theirs: string | null = null
  let cancel = () => {}
  // A temporary key, because a seal must have a valid form. The fingerprints in the codes are what proves that nobody
  // is between the two (RFC 8827 §6.5).
  const self = createKeyPair().then((key) => createSelf(NOBODY, key))
  // `sign` reports a failure; here the rejection is only marked as handled.
  self.catch(() => undefined)

  function become(next: Partial<ExchangeState>): void {
    state = { ...state, ...next }
    changed()
  }

  function finish(): void {
    cancel()
    if (!description || state.code || state.failed) return
    const { type, sdp } = description.description
    try {
      const text = encodeCode({ type, sdp: withCandidates(sdp, [...candidates]) }, about)
      become({ code: { text, reach: reachOf(state.found) } })
    } catch {
      become({ failed: true })
    }
  }

  return {
    signer: {
      async sign({ remote, role, negotiation, callId }, sealed) {
        const me = await self
        const context = { callId, from: remote, to: remote, role, negotiation }
        const identity = { root: me.root, certificates: [], revocations: null }
        return { identity, signature: await signDescription(me, context, sealed) }
      },
      // Every description of this call must have the certificate that the code named.
      verify: async (_context, { sdp }) => theirs !== null && fingerprintOf(sdp) === theirs,
    },
    send(signal) {
      if (state.code) return
      if (signal.type === 'description' && !description) {
        description = signal
        cancel = clock.setTimeout(finish, GATHERING_MS)
      } else if (signal.type === 'candidates') {
        for (const { candidate } of signal.candidates) if (candidate) candidates.add(candidate)
        become({ found: countFound([...candidates]) })
        if (signal.candidates.some(({ candidate }) => candidate === '')) finish()
      }
    },
    hear({ description: { type, sdp }, fingerprint }) {
      theirs = fingerprint
      const negotiation = type === 'answer' ? (description?.negotiation ?? '') : about.pair
      // The answerer must be the DTLS server (RFC 4145 §4.1: the answer to `active` is `passive`). As the client,
      // Chromium would give up for good after about 220 s, while the person may still be carrying the answer.
      const heard = type === 'offer' ? sdp.replaceAll('a=setup:actpass', 'a=setup:active') : sdp
      return { type: 'description', attempt: 0, negotiation, description: { type, sdp: heard }, seal: NO_SEAL }
    },
    state: () => state,
    fingerprints() {
      const own = description && fingerprintOf(description.description.sdp)
      return own && theirs ? { own, theirs } : null
    },
    close: () => cancel(),
  }
}
