import { useEffect, useState } from 'react'
import styles from './NewsLine.module.css'

export type NewsLineProps = {
  /** The newest message of the other side; null without one. */
  news: { id: string; words: string } | null
  /** Whether it is only to be heard, because it is seen elsewhere. */
  quiet: boolean
  onOpen(): void
}

const shownMs = 6_000

/** Tells of what has just come: politely to whoever listens, and for some seconds to whoever looks and has not seen it elsewhere. */
export function NewsLine({ news, quiet, onOpen }: NewsLineProps) {
  const [over, setOver] = useState<string | null>(null)
  const [seen, setSeen] = useState<string | null>(null)
  const id = news?.id ?? null
  useEffect(() => {
    if (quiet) setSeen(id)
  }, [quiet, id])
  useEffect(() => {
    if (id === null) return
    const timer = setTimeout(() => setOver(id), shownMs)
    return () => clearTimeout(timer)
  }, [id])
  const words = news && over !== news.id && (quiet || seen !== news.id) ? news.words : ''
  return (
    <div className={quiet ? 'visually-hidden' : styles.line} aria-live="polite">
      {words !== '' && quiet && words}
      {words !== '' && !quiet && (
        <button type="button" className={styles.news} data-news="" onClick={onOpen}>
          <span className={styles.words}>{words}</span>
        </button>
      )}
    </div>
  )
}
