const live = new Set<FakeTrack>()
let made = 0
const nextId = (kind: string): string => {
  made += 1
  return `${kind}${made}`
}

/** How many captured tracks (microphones, cameras, screens) are live, over all fakes. */
export const liveTracks = (): number => live.size

/** A track that counts as live until it is stopped or its device goes. */
export class FakeTrack extends EventTarget {
  readonly id: string
  readonly kind: 'audio' | 'video'
  readonly label: string
  enabled = true
  muted = false
  contentHint = ''
  /** The size of its pictures, as the browser tells it. */
  size: { width?: number; height?: number }
  readyState: MediaStreamTrackState = 'live'
  /** On a received track: what the other side has on its sender. */
  source: FakeTrack | null = null
  readonly #deviceId: string | null
  readonly #device: { deviceId: string; label: string } | null

  constructor(kind: 'audio' | 'video', device: { deviceId: string; label: string } | null) {
    super()
    this.#device = device
    this.id = nextId('track')
    this.kind = kind
    this.size = kind === 'video' ? { width: 1280, height: 720 } : {}
    this.label = device?.label ?? ''
    this.#deviceId = device?.deviceId ?? null
    // A received track is not captured: nothing of this person's is open for it.
    if (device) live.add(this)
    else this.muted = true
  }

  getSettings(): MediaTrackSettings {
    return this.#deviceId === null ? {} : { deviceId: this.#deviceId, ...this.size }
  }

  /** Another track of the same device, which has to be stopped by itself. */
  clone(): FakeTrack {
    const copy = new FakeTrack(this.kind, this.#device)
    copy.enabled = this.enabled
    copy.muted = this.muted
    return copy
  }

  stop(): void {
    this.readyState = 'ended'
    live.delete(this)
  }

  /** The device goes by itself. */
  end(): void {
    if (this.readyState === 'ended') return
    this.stop()
    this.dispatchEvent(new Event('ended'))
  }

  setMuted(muted: boolean): void {
    if (this.muted === muted) return
    this.muted = muted
    this.dispatchEvent(new Event(muted ? 'mute' : 'unmute'))
  }

  asTrack(): MediaStreamTrack {
    // It has what the engine uses of a track, and not the rest.
    return this as unknown as MediaStreamTrack
  }
}

/** As much of a stream as the engine and a video element's owner use. */
export class FakeStream {
  readonly id = nextId('stream')
  readonly #tracks: MediaStreamTrack[]

  constructor(tracks: MediaStreamTrack[]) {
    this.#tracks = [...tracks]
  }

  getTracks = (): MediaStreamTrack[] => [...this.#tracks]
  getAudioTracks = (): MediaStreamTrack[] => this.#tracks.filter(({ kind }) => kind === 'audio')
  getVideoTracks = (): MediaStreamTrack[] => this.#tracks.filter(({ kind }) => kind === 'video')

  asStream(): MediaStream {
    // As above: what is used of a stream.
    return this as unknown as MediaStream
  }
}
