/** What came of asking an element to play: `blocked` means the browser first wants a tap or a key. */
export type PlayOutcome = 'playing' | 'blocked' | 'stopped'

/** Plays an element and tells what came of it; never rejects, because a new stream or an unmount interrupts it rightly. */
export async function playMedia(element: HTMLMediaElement): Promise<PlayOutcome> {
  try {
    await element.play()
    return 'playing'
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotAllowedError' ? 'blocked' : 'stopped'
  }
}
