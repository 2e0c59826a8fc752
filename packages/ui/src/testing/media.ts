import { type Mock, vi } from 'vitest'

/** A stream as these components use one: an identity, and the tracks of its sound. jsdom has no MediaStream. */
export function fakeStream(): MediaStream {
  // Only what is called is there.
  return { getAudioTracks: () => [] } as unknown as MediaStream
}

/** Stands in for the constructor where the sound is taken out of a stream. */
class FakeMediaStream {
  readonly tracks: MediaStreamTrack[]
  constructor(tracks: MediaStreamTrack[]) {
    this.tracks = tracks
  }
}
vi.stubGlobal('MediaStream', FakeMediaStream)

/** Replaces `play()`, which jsdom lacks; gives the mock, so that a test may refuse. Restored after each test. */
export function stubPlay(): Mock<() => Promise<void>> {
  return vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue(undefined)
}

/** The error of a browser that wants a tap before sound. */
export const autoplayBlocked = (): Error => new DOMException('play() was refused', 'NotAllowedError')
