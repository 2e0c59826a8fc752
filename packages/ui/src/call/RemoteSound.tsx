import { useEffect, useEffectEvent, useRef } from 'react'
import { playMedia } from '../shared/playMedia.ts'
import { useSpeaker } from './useSpeaker.ts'

export type RemoteSoundProps = {
  stream: MediaStream
  speakerId: string | null
  /** Counts the taps that allow sound. */
  taps: number
  /** The own camera and microphone: while they are open, browsers play sound without a tap. */
  capture: MediaStream | null
  /** True if the browser wants a tap before it plays sound. */
  onBlocked(blocked: boolean): void
}

/**
 * The other side's sound, apart from their picture: a video element plays nothing of a stream whose video track has no
 * frames yet, so in it somebody without a camera would not be heard.
 */
export function RemoteSound({ stream, speakerId, taps, capture, onBlocked }: RemoteSoundProps) {
  const element = useRef<HTMLAudioElement>(null)
  const tell = useEffectEvent(onBlocked)
  useSpeaker(element, speakerId)
  useEffect(() => {
    const audio = element.current
    if (!audio) return
    audio.srcObject = new MediaStream(stream.getAudioTracks())
    return () => {
      audio.srcObject = null
    }
  }, [stream])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another stream, tap or capture is what makes it try again
  useEffect(() => {
    let current = true
    if (element.current) {
      // Never rejects; a stopped attempt is followed by the next stream's.
      void playMedia(element.current).then((outcome) => {
        if (current && outcome !== 'stopped') tell(outcome === 'blocked')
      })
    }
    return () => {
      current = false
    }
  }, [stream, taps, capture])
  // biome-ignore lint/a11y/useMediaCaption: a live call has no caption track.
  return <audio ref={element} autoPlay />
}
