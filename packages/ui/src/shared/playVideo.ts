/** What came of asking a video to play: `blocked` means the browser first wants a tap or a key. */
export type PlayOutcome = 'playing' | 'blocked' | 'stopped'

/** Plays a video and tells what came of it; never rejects, because a new stream or an unmount interrupts it rightly. */
export async function playVideo(video: HTMLVideoElement): Promise<PlayOutcome> {
  try {
    await video.play()
    return 'playing'
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotAllowedError' ? 'blocked' : 'stopped'
  }
}
