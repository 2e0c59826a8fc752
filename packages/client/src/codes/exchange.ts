import { type AboutCode, encodeCode } from '@parley/codes'
import { createKeyPair, createSelf, fingerprintOf, signDescription } from '@parley/identity'
import type { Clock, Seal, Signal } from '@parley/protocol'
import type { Signer } from '@parley/webrtc'
import { countFound, type Found, type Reach, reachOf } from './candidateKinds.ts'
import type { ReadCode } from './readCode.ts'

/** A code holds what was found until then. Milliseconds. */
export const GATHERING_MS = 5_000

/** Named in seals where an ID would be; codes have none. */
export const NOBODY = 'Someone'

/** How far this side's own code has come. `null`: not made yet. */
export interface ExchangeState {
  found: Found
  code: { text: string; reach: Reach } | null
  /** The description is none that a code can carry. */
  failed: boolean
}

/** One side's part of one exchange: makes its code of what the engine says, and says to the engine what a code says. */
export interface Exchange {
  readonly signer: Signer
  /** The engine's first description and its candidates. */
  send(signal: Signal): void
  /** What to say to the engine of the other side's code. From now on only who made it is let in. */
  hear(code: ReadCode): Signal
  state(): ExchangeState
  /** What the two compare; null until both are known. */
  fingerprints(): { own: string; theirs: string } | null
  close(): void
}

interface ExchangeOptions {
  about: AboutCode
  clock: Clock
  changed(): void
}

/** What a signer of this exchange never reads; the code is checked by its fingerprint. */
const NO_SEAL: Seal = { identity: { root: '', certificates: [], revocations: null }, signature: '' }

/** The first m-section is the one whose transport counts (RFC 9143 §7.2.1). */
function withCandidates(sdp: string, candidates: readonly string[]): string {
  const lines = candidates.map((candidate) => `a=${candidate}\r\n`).join('')
  const second = sdp.indexOf('\r\nm=', sdp.indexOf('\r\nm=') + 1)
  return second < 0 ? sdp + lines : `${sdp.slice(0, second + 2)}${lines}${sdp.slice(second + 2)}`
}

/** Waits for what the engine says; nothing is gathered before. */
export function createExchange({ about, clock, changed }: ExchangeOptions): Exchange {
  const candidates = new Set<string>()
  let description: Extract<Signal, { type: 'description' }> | null = null
  let state: ExchangeState = { found: countFound([]), code: null, failed: false }
  let theirs: string | null = null
  let cancel = () => {}
  // What it vouches with is made for this exchange and forgotten with it: that nobody is between the two rests on the
  // fingerprints in the codes (RFC 8827 §6.5), and the seal has only to have the form of one.
  const self = createKeyPair().then((key) => createSelf(NOBODY, key))
  // Without it nothing is sent, which is told where it is asked for.
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
      // The code said which certificate is theirs; it stays so for the whole call.
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
      // Who answers waits to be spoken to (RFC 4145 §4.1: an answer to `active` is `passive`). Speaking first, Chromium
      // gives up for good after some 220 s, while people may still carry the answer.
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
