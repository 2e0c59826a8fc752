import { SimTrack } from './tracks.ts'

/** Told that something is sent from now on. */
type Placed = () => void

/** Sends a track, or nothing. */
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

/** One m-line. */
export class SimTransceiver {
  direction: RTCRtpTransceiverDirection = 'sendrecv'
  readonly receiver: { track: SimTrack }
  readonly sender: SimSender

  constructor(kind: 'audio' | 'video', placed: Placed) {
    this.receiver = { track: new SimTrack(kind, null) }
    this.sender = new SimSender(placed)
  }
}
