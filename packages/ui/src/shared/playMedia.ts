/** The result of asking an element to play: `blocked` means that the browser first wants a tap or a key. */
export type PlayOutcome = 'playing' | 'blocked' | 'stopped'

/** Plays an element and returns the result. Never rejects: a new stream or an unmount may interrupt it. */
export async function playMedia(element: HTMLMediaElement): Promise<PlayOutcome> {
  try {
    await element.play()
    return 'playing'
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotAllowedError' ? 'blocked' : 'stopped'
  }
}
