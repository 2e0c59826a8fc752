import { type CSSProperties, useEffect, useEffectEvent, useRef } from 'react'
import styles from './LevelMeter.module.css'

/** The middle bar reacts most, as on usual meters. */
const weights = [0.45, 0.75, 1, 0.7, 0.4] as const

/** Shows that the microphone works; `readLevel` returns 0 (silence) to 1 and is called once a frame. */
export function LevelMeter({ readLevel }: { readLevel(): number }) {
  const meter = useRef<HTMLSpanElement>(null)
  const read = useEffectEvent(readLevel)
  useEffect(() => {
    let frame = 0
    const draw = () => {
      // Written straight to the style: sixty renders a second would cost more than the video beside it.
      meter.current?.style.setProperty('--level', String(Math.min(1, Math.max(0, read()))))
      frame = requestAnimationFrame(draw)
    }
    frame = requestAnimationFrame(draw)
    return () => cancelAnimationFrame(frame)
  }, [])
  return (
    <span ref={meter} className={styles.meter} aria-hidden="true">
      {weights.map((weight) => (
        <span key={weight} style={{ '--weight': weight } as CSSProperties} />
      ))}
    </span>
  )
}
