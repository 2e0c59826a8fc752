import { useEffectEvent, useLayoutEffect, useRef } from 'react'
import { keepPlaying } from './keepPlaying.ts'
import styles from './StreamVideo.module.css'

export type StreamVideoProps = {
  stream: MediaStream | null
  /** The accessible name. */
  label: string
  mirrored?: boolean
  fit?: 'cover' | 'contain'
  className?: string | undefined
  /** The picture's own size in pixels, at its first frame and whenever it changes. */
  onSize?: (size: { width: number; height: number }) => void
  /** True if it waits for a press before it plays, as on a phone that saves its battery. */
  onBlocked?: (blocked: boolean) => void
}

/** Shows the picture of one stream, never its sound, and detaches the stream on unmount. */
export function StreamVideo(props: StreamVideoProps) {
  const { stream, label, mirrored = false, fit = 'cover', className, onSize, onBlocked } = props
  const tell = useEffectEvent((blocked: boolean) => onBlocked?.(blocked))
  const element = useRef<HTMLVideoElement>(null)

  useLayoutEffect(() => {
    const video = element.current
    if (!video) return
    // Set as a property and before the stream: a late `muted` would play the person's own voice.
    video.muted = true
    video.srcObject = stream
    const playing = stream && keepPlaying(video, (waits) => tell(waits))
    return () => {
      playing?.stop()
      video.srcObject = null
    }
  }, [stream])

  return (
    <video
      ref={element}
      className={[styles.video, className].filter(Boolean).join(' ')}
      aria-label={label}
      data-mirrored={mirrored}
      data-fit={fit}
      onResize={({ currentTarget }) => onSize?.({ width: currentTarget.videoWidth, height: currentTarget.videoHeight })}
      muted
      playsInline
      autoPlay
    />
  )
}
