import { useEffect, useEffectEvent, useRef } from 'react'
import { keepPlaying, type Playing } from '../shared/keepPlaying.ts'
import { type SpeakerWish, useSpeaker } from './useSpeaker.ts'

export type RemoteSoundProps = {
  stream: MediaStream
  speaker: SpeakerWish
  /** The own camera and microphone: while they are open, browsers play sound without a tap. */
  capture: MediaStream | null
  /** True if it waits for a press before it plays sound. */
  onBlocked(blocked: boolean): void
}

/**
 * The other side's sound, apart from their picture: a video element plays nothing of a stream whose video track has no
 * frames yet, so in it somebody without a camera would not be heard.
 */
export function RemoteSound({ stream, speaker, capture, onBlocked }: RemoteSoundProps) {
  const element = useRef<HTMLAudioElement>(null)
  const playing = useRef<Playing>(null)
  const tell = useEffectEvent(onBlocked)
  useSpeaker(element, speaker)
  useEffect(() => {
    const audio = element.current
    if (!audio) return
    audio.srcObject = new MediaStream(stream.getAudioTracks())
    const kept = keepPlaying(audio, (waits) => tell(waits))
    playing.current = kept
    return () => {
      kept.stop()
      audio.srcObject = null
    }
  }, [stream])
  useEffect(() => {
    if (capture) playing.current?.again()
  }, [capture])
  // biome-ignore lint/a11y/useMediaCaption: a live call has no caption track.
  return <audio ref={element} autoPlay />
}
