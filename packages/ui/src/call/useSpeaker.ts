import { type RefObject, useEffect } from 'react'

/** Plays a video's sound on the chosen speaker where the browser can choose one; null is the system's own choice. */
export function useSpeaker(video: RefObject<HTMLVideoElement | null>, speakerId: string | null): void {
  useEffect(() => {
    const element = video.current
    if (!element || typeof element.setSinkId !== 'function') return
    if (element.sinkId === (speakerId ?? '')) return
    // A speaker unplugged meanwhile: the sound stays where it was, which is better than none.
    element.setSinkId(speakerId ?? '').catch(() => undefined)
  }, [video, speakerId])
}
