import { useEffect, useState } from 'react'
import styles from './NewsLine.module.css'

export type NewsLineProps = {
  /** What came last from the other side; null if nothing did. */
  news: { id: string; words: string } | null
  /** Whether it is only to be heard, because it is seen elsewhere. */
  quiet: boolean
  onOpen(): void
}

const shownMs = 6_000

/** Tells of what has just come: politely to whoever listens, and for some seconds to whoever looks. */
export function NewsLine({ news, quiet, onOpen }: NewsLineProps) {
  const [over, setOver] = useState<string | null>(null)
  const id = news?.id ?? null
  useEffect(() => {
    if (id === null) return
    const timer = setTimeout(() => setOver(id), shownMs)
    return () => clearTimeout(timer)
  }, [id])
  const words = news && over !== news.id ? news.words : ''
  return (
    <div className={quiet ? 'visually-hidden' : styles.line} aria-live="polite">
      {words !== '' && quiet && words}
      {words !== '' && !quiet && (
        <button type="button" className={styles.news} onClick={onOpen}>
          {words}
        </button>
      )}
    </div>
  )
}
