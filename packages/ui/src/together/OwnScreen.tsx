import { type ReactNode, useState } from 'react'
import { StreamVideo } from '../shared/StreamVideo.tsx'
import styles from './OwnScreen.module.css'

export type OwnScreenProps = {
  stream: MediaStream
  /** Drawn over the picture; it gets the picture's own size. */
  overlay(picture: { width: number; height: number }): ReactNode
  /** Below the picture. */
  children: ReactNode
}

/** The screen one shares, small: to see what the other side draws on it, and to draw as well. */
export function OwnScreen({ stream, overlay, children }: OwnScreenProps) {
  const [size, setSize] = useState<{ width: number; height: number } | null>(null)
  return (
    <section className={styles.own} aria-label="Your shared screen">
      <div className={styles.picture} style={size ? { aspectRatio: `${size.width} / ${size.height}` } : undefined}>
        <StreamVideo stream={stream} label="Your screen" fit="contain" onSize={setSize} />
        {size && overlay(size)}
      </div>
      <div className={styles.foot}>
        <p>You share your screen</p>
        {children}
      </div>
    </section>
  )
}
