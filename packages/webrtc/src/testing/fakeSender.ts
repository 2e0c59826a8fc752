import type { FakeTrack } from './fakeTrack.ts'

/** A sender that is as strict as the standard allows: no encodings before the first negotiation, one change at a time. */
export class FakeSender {
  track: FakeTrack | null = null
  /** The track that was asked for last; `track` follows a moment later (WebRTC §5.2, `replaceTrack`). */
  asked: FakeTrack | null = null
  /** The encodings that were set last; empty before the first. */
  parameters: { encodings: RTCRtpEncodingParameters[]; degradationPreference?: RTCDegradationPreference } = {
    encodings: [],
  }
  /** How many changes were accepted. */
  changes = 0
  /** How many were not, for whatever reason. */
  refusals = 0
  /** Refuses the next change, as if a negotiation had come in between. */
  refuseNext = false
  /** Labels of tracks that it does not take, as where an encoder cannot change (WebRTC 1.0 §5.2, `replaceTrack`). */
  readonly refused = new Set<string>()
  readonly #kind: 'audio' | 'video'
  readonly #changed: () => void
  readonly #isNegotiated: () => boolean
  #transaction: string | null = null
  #made = 0
  #busy = false

  constructor(kind: 'audio' | 'video', isNegotiated: () => boolean, changed: () => void) {
    this.#kind = kind
    this.#isNegotiated = isNegotiated
    this.#changed = changed
  }

  async replaceTrack(track: FakeTrack | null): Promise<void> {
    this.asked = track
    await Promise.resolve()
    if (track && this.refused.has(track.label)) {
      throw new DOMException('this track is not sent', 'InvalidModificationError')
    }
    if (track && track.kind !== this.#kind) throw new TypeError('the kind of a sender does not change')
    this.track = track
    this.#changed()
  }

  setStreams(): void {}

  getParameters(): RTCRtpSendParameters {
    this.#made += 1
    const transactionId = `transaction${this.#made}`
    this.#transaction = transactionId
    queueMicrotask(() => {
      if (this.#transaction === transactionId) this.#transaction = null
    })
    const { encodings, ...rest } = this.parameters
    const copies = encodings.length > 0 ? encodings.map((encoding) => ({ ...encoding })) : [{}]
    return {
      ...{ ...rest, transactionId, encodings: this.#isNegotiated() ? copies : [] },
      ...{ codecs: [], headerExtensions: [], rtcp: {} },
    }
  }

  async setParameters(parameters: RTCRtpSendParameters): Promise<void> {
    const fits =
      !this.refuseNext && !this.#busy && this.#transaction !== null && parameters.transactionId === this.#transaction
    this.#transaction = null
    this.refuseNext = false
    if (!fits || !this.#isNegotiated()) {
      this.refusals += 1
      throw new DOMException('not what was read last', 'InvalidStateError')
    }
    this.#busy = true
    await Promise.resolve()
    this.#busy = false
    const { encodings, degradationPreference } = parameters
    this.parameters = { encodings, ...(degradationPreference ? { degradationPreference } : {}) }
    this.changes += 1
  }
}
