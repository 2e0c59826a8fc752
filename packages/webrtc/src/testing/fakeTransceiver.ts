import { FakeSender } from './fakeSender.ts'
import { FakeTrack } from './fakeTrack.ts'

/** One m-line: a sender whose track can be replaced at any time, and a receiver whose track exists from the start. */
export class FakeTransceiver {
  mid: string | null = null
  currentDirection: RTCRtpTransceiverDirection | null = null
  readonly kind: 'audio' | 'video'
  readonly receiver: { track: FakeTrack }
  readonly sender: FakeSender
  #direction: RTCRtpTransceiverDirection

  constructor(kind: 'audio' | 'video', direction: RTCRtpTransceiverDirection, changed: () => void) {
    this.kind = kind
    this.#direction = direction
    this.receiver = { track: new FakeTrack(kind, null) }
    this.sender = new FakeSender(kind, () => this.currentDirection !== null, changed)
  }

  get direction(): RTCRtpTransceiverDirection {
    return this.#direction
  }

  set direction(direction: RTCRtpTransceiverDirection) {
    this.#direction = direction
  }

  get sends(): boolean {
    return this.currentDirection === 'sendrecv' || this.currentDirection === 'sendonly'
  }
}
