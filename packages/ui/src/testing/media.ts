import { type Mock, vi } from 'vitest'

/** A stream that is only an identity: these components pass it on and never look inside. */
export function fakeStream(): MediaStream {
  // jsdom has no MediaStream; an object of one's own is all that is compared.
  return {} as MediaStream
}

/** Replaces `play()`, which jsdom lacks; gives the mock, so that a test may refuse. Restored after each test. */
export function stubPlay(): Mock<() => Promise<void>> {
  return vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue(undefined)
}

/** The error of a browser that wants a tap before sound. */
export const autoplayBlocked = (): Error => new DOMException('play() was refused', 'NotAllowedError')
