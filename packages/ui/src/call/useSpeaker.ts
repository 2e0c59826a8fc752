import { type RefObject, useEffect, useEffectEvent } from 'react'

/** The speaker of a call's sound. */
export interface SpeakerWish {
  /** The chosen speaker; null is the system's default. */
  speakerId: string | null
  /** The ids of the speakers that are there; empty if the browser does not tell. */
  listed: readonly string[]
  /** Told the speaker that the sound really comes from, whenever that may have changed; null is the system's default. */
  onPlayedOn(speakerId: string | null): void
}

/**
 * Plays an element's sound on the chosen speaker while that is there, and on the system's default while it is not. Where
 * the browser cannot choose a speaker it does nothing.
 */
export function useSpeaker(
  media: RefObject<HTMLMediaElement | null>,
  { speakerId, listed, onPlayedOn }: SpeakerWish,
): void {
  const tell = useEffectEvent(onPlayedOn)
  const isThere = listed.length === 0 || (speakerId !== null && listed.includes(speakerId))
  const wanted = speakerId !== null && isThere ? speakerId : ''
  // A speaker that was refused is tried again when the list has changed.
  const list = listed.join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list is what makes it try again
  useEffect(() => {
    const element = media.current
    if (!element || typeof element.setSinkId !== 'function') return
    let current = true
    const done = () => {
      if (current) tell(element.sinkId || null)
    }
    if (element.sinkId === wanted) done()
    // The system has not got it ready, or the browser does not allow it: the sound stays where it is.
    else void element.setSinkId(wanted).then(done, done)
    return () => {
      current = false
    }
  }, [media, wanted, list])
}
