import { useId } from 'react'
import { useNow } from '../shared/useNow.ts'
import type { Media, RecentItem } from '../types/call.ts'
import styles from './RecentList.module.css'
import { RecentRow } from './RecentRow.tsx'

export type RecentListProps = {
  recents: readonly RecentItem[]
  disabled: boolean
  clock: () => number
  locale: string
  onCall(id: string, media: Media): void
}

const minuteMs = 60_000

/** The last calls in the given order, newest first; nothing without any. */
export function RecentList({ recents, disabled, clock, locale, onCall }: RecentListProps) {
  const headingId = useId()
  const now = useNow(clock, minuteMs)
  if (recents.length === 0) return null
  return (
    <section className={styles.recent}>
      <h2 id={headingId}>Recent</h2>
      <ul aria-labelledby={headingId}>
        {recents.map((item) => (
          <RecentRow key={item.callId} item={item} now={now} locale={locale} disabled={disabled} onCall={onCall} />
        ))}
      </ul>
    </section>
  )
}
