import { SimTrack } from './tracks.ts'

/** Called when a live track is put on the sender. */
type Placed = () => void

/** A simulated `RTCRtpSender`, with a track or none. */
export class SimSender {
  track: SimTrack | null = null
  readonly #placed: Placed
  #parameters: Pick<RTCRtpSendParameters, 'encodings'> = { encodings: [{}] }

  constructor(placed: Placed) {
    this.#placed = placed
  }

  async replaceTrack(track: SimTrack | null): Promise<void> {
    this.track = track
    if (this.sends) this.#placed()
  }

  setStreams(): void {}

  getParameters(): Pick<RTCRtpSendParameters, 'encodings'> {
    return this.#parameters
  }

  async setParameters(parameters: Pick<RTCRtpSendParameters, 'encodings'>): Promise<void> {
    this.#parameters = parameters
  }

  get sends(): boolean {
    return this.track?.readyState === 'live'
  }
}

/** A simulated `RTCRtpTransceiver`. */
export class SimTransceiver {
  direction: RTCRtpTransceiverDirection = 'sendrecv'
  readonly receiver: { track: SimTrack }
  readonly sender: SimSender

  constructor(kind: 'audio' | 'video', placed: Placed) {
    this.receiver = { track: new SimTrack(kind, null) }
    this.sender = new SimSender(placed)
  }
}
