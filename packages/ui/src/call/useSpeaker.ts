import { type RefObject, useEffect } from 'react'

/** Plays an element's sound on the chosen speaker, where the browser can choose one; null is the system's default. */
export function useSpeaker(media: RefObject<HTMLMediaElement | null>, speakerId: string | null): void {
  useEffect(() => {
    const element = media.current
    if (!element || typeof element.setSinkId !== 'function') return
    if (element.sinkId === (speakerId ?? '')) return
    // The speaker was unplugged meanwhile: the sound stays on the previous one.
    element.setSinkId(speakerId ?? '').catch(() => undefined)
  }, [media, speakerId])
}
