import type { Quality } from '@parley/protocol'
import type { MediaConnection } from '../types/call.ts'
import { qualityWords } from '../words/connectionWords.ts'
import styles from './QualityBadge.module.css'

export type QualityBadgeProps = { quality: Quality | null; connection: MediaConnection }

const heights = [5, 9, 13]
const barsOf = { excellent: 3, good: 2, poor: 1, reconnecting: 0 } as const

/** The quality of the connection as bars; nothing while it is unknown. */
export function QualityBadge({ quality, connection }: QualityBadgeProps) {
  const shown = connection === 'interrupted' ? 'reconnecting' : quality
  if (shown === null || connection === 'connecting') return null
  const words = qualityWords(shown)
  return (
    <svg
      className={styles.bars}
      role="img"
      aria-label={words}
      data-quality={shown}
      width="15"
      height="13"
      viewBox="0 0 15 13"
    >
      <title>{words}</title>
      {heights.map((height, index) => (
        <rect
          key={height}
          x={index * 5.5}
          y={13 - height}
          width="4"
          height={height}
          rx="1.2"
          data-lit={index < barsOf[shown]}
        />
      ))}
    </svg>
  )
}
