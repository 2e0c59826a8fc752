import { type RefObject, useEffect } from 'react'

/** Plays an element's sound on the chosen speaker where the browser can choose one; null is the system's own choice. */
export function useSpeaker(media: RefObject<HTMLMediaElement | null>, speakerId: string | null): void {
  useEffect(() => {
    const element = media.current
    if (!element || typeof element.setSinkId !== 'function') return
    if (element.sinkId === (speakerId ?? '')) return
    // A speaker unplugged meanwhile: the sound stays where it was, which is better than none.
    element.setSinkId(speakerId ?? '').catch(() => undefined)
  }, [media, speakerId])
}
