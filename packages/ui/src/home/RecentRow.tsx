import { Phone, Video } from 'lucide-react'
import { Avatar } from '../shared/Avatar.tsx'
import { IconButton } from '../shared/IconButton.tsx'
import type { Media, RecentItem } from '../types/call.ts'
import { recentWords } from '../words/recentWords.ts'
import styles from './Row.module.css'

export type RecentRowProps = {
  item: RecentItem
  now: number
  locale: string
  disabled: boolean
  onCall(id: string, media: Media): void
}

/** A past call in words, and the button to call back with the same media. */
export function RecentRow({ item, now, locale, disabled, onCall }: RecentRowProps) {
  return (
    <li className={styles.row}>
      <Avatar userId={item.userId} />
      <div className={styles.text}>
        <p className={styles.id}>{item.userId}</p>
        <p className={item.outcome === 'missed' ? styles.missed : styles.sub}>{recentWords(item, now, locale)}</p>
      </div>
      <div className={styles.actions}>
        <IconButton
          icon={item.media === 'video' ? Video : Phone}
          label={`Call ${item.userId} back`}
          disabled={disabled}
          onClick={() => onCall(item.userId, item.media)}
        />
      </div>
    </li>
  )
}
