import { type Ref, useEffectEvent, useImperativeHandle, useLayoutEffect, useRef } from 'react'
import { playVideo } from './playVideo.ts'
import styles from './StreamVideo.module.css'

export type StreamVideoProps = {
  stream: MediaStream | null
  /** The accessible name. */
  label: string
  muted: boolean
  mirrored?: boolean
  fit?: 'cover' | 'contain'
  className?: string | undefined
  /** Fires when the browser refuses to play sound before a tap or a key. */
  onBlocked?: () => void
  onPlaying?: () => void
  /** The picture's own size in pixels, at its first frame and whenever it changes. */
  onSize?: (size: { width: number; height: number }) => void
  ref?: Ref<HTMLVideoElement>
}

/** Plays one stream; knows nothing about whose it is, and lets go of it on unmount. */
export function StreamVideo(props: StreamVideoProps) {
  const { stream, label, muted, mirrored = false, fit = 'cover', className, onPlaying, onSize, ref } = props
  const element = useRef<HTMLVideoElement>(null)
  const blocked = useEffectEvent(() => props.onBlocked?.())
  useImperativeHandle<HTMLVideoElement | null, HTMLVideoElement | null>(ref, () => element.current, [])

  useLayoutEffect(() => {
    // Set as a property and before the stream: a late or missing `muted` is an echo of one's own voice.
    if (element.current) element.current.muted = muted
  }, [muted])

  useLayoutEffect(() => {
    const video = element.current
    if (!video) return
    let current = true
    video.srcObject = stream
    if (stream) {
      // Never rejects; the only outcome anybody acts on is a blocked one.
      void playVideo(video).then((outcome) => {
        if (current && outcome === 'blocked') blocked()
      })
    }
    return () => {
      current = false
      video.srcObject = null
    }
  }, [stream])

  return (
    // biome-ignore lint/a11y/useMediaCaption: a live call has no caption track.
    <video
      ref={element}
      className={[styles.video, className].filter(Boolean).join(' ')}
      aria-label={label}
      data-mirrored={mirrored}
      data-fit={fit}
      onPlaying={onPlaying}
      onResize={({ currentTarget }) => onSize?.({ width: currentTarget.videoWidth, height: currentTarget.videoHeight })}
      playsInline
      autoPlay
    />
  )
}
