import { useLayoutEffect, useRef } from 'react'
import { playMedia } from './playMedia.ts'
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
}

/** Shows the picture of one stream, never its sound, and detaches the stream on unmount. */
export function StreamVideo({ stream, label, mirrored = false, fit = 'cover', className, onSize }: StreamVideoProps) {
  const element = useRef<HTMLVideoElement>(null)

  useLayoutEffect(() => {
    const video = element.current
    if (!video) return
    // Set as a property and before the stream: a late `muted` would play the person's own voice.
    video.muted = true
    video.srcObject = stream
    // Never rejects. Without sound no browser wants a tap first.
    if (stream) void playMedia(video)
    return () => {
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
