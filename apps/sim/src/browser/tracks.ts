import { Emitter } from './emitter.ts'

/** A camera's or microphone's track, or one that is received; nothing is in it. */
export class SimTrack extends Emitter {
  readonly kind: 'audio' | 'video'
  enabled = true
  readonly muted: boolean
  readonly label: string = ''
  contentHint = ''
  readyState: MediaStreamTrackState = 'live'
  readonly #ended: () => void

  /** @param ended told once when it is stopped; null for a track that is received */
  constructor(kind: 'audio' | 'video', ended: (() => void) | null) {
    super()
    this.kind = kind
    this.muted = ended === null
    this.#ended = ended ?? (() => {})
  }

  getSettings(): MediaTrackSettings {
    return {}
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

/** It has what the engine uses of a stream, and not the rest. */
export const streamOf = (tracks: readonly MediaStreamTrack[]): MediaStream =>
  new SimStream(tracks) as unknown as MediaStream

/** As above. */
export const asTrack = (track: SimTrack): MediaStreamTrack => track as unknown as MediaStreamTrack
