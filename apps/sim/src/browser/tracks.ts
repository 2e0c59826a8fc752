import { Emitter } from './emitter.ts'

/** A track of a camera, a microphone or a receiver, without media in it. */
export class SimTrack extends Emitter {
  readonly kind: 'audio' | 'video'
  enabled = true
  readonly muted: boolean
  readonly label: string = ''
  contentHint = ''
  readyState: MediaStreamTrackState = 'live'
  readonly #ended: () => void

  /** @param ended called once when the track is stopped; null for a received track */
  constructor(kind: 'audio' | 'video', ended: (() => void) | null) {
    super()
    this.kind = kind
    this.muted = ended === null
    this.#ended = ended ?? (() => {})
  }

  getSettings(): MediaTrackSettings {
    return this.kind === 'video' && !this.muted ? { width: 1280, height: 720 } : {}
  }

  stop(): void {
    if (this.readyState === 'ended') return
    this.readyState = 'ended'
    this.#ended()
  }
}

class SimStream {
  readonly #tracks: readonly MediaStreamTrack[]

  constructor(tracks: readonly MediaStreamTrack[]) {
    this.#tracks = tracks
  }

  getTracks = (): readonly MediaStreamTrack[] => this.#tracks
  getAudioTracks = (): MediaStreamTrack[] => this.#tracks.filter(({ kind }) => kind === 'audio')
  getVideoTracks = (): MediaStreamTrack[] => this.#tracks.filter(({ kind }) => kind === 'video')
}

/** `SimStream` has only the members that the engine uses. */
export const streamOf = (tracks: readonly MediaStreamTrack[]): MediaStream =>
  new SimStream(tracks) as unknown as MediaStream

/** `SimTrack` has only the members that the engine uses. */
export const asTrack = (track: SimTrack): MediaStreamTrack => track as unknown as MediaStreamTrack
