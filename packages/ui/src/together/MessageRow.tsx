import { memo } from 'react'
import type { MessageItem } from '../types/together.ts'
import { whenWords, wordsLocale } from '../words/timeWords.ts'
import { messageStateWords } from '../words/togetherWords.ts'
import { linkParts } from './linkParts.ts'
import styles from './Timeline.module.css'

const locale = wordsLocale(navigator.languages)

/** A chat message: plain text with links. Memoised, because many stay while the progress of a file changes. */
export const MessageRow = memo(function MessageRow({ message, peer }: { message: MessageItem; peer: string }) {
  const { from, text, wall, delivered } = message
  return (
    <li className={styles.row} data-from={from}>
      <p className={styles.bubble}>
        <span className="visually-hidden">{from === 'me' ? 'You: ' : `${peer}: `}</span>
        {linkParts(text).map((part) =>
          part.href === null ? (
            part.text
          ) : (
            <a key={part.at} href={part.href} target="_blank" rel="noopener noreferrer">
              {part.text}
            </a>
          ),
        )}
      </p>
      <p className={styles.meta}>
        <time dateTime={new Date(wall).toISOString()}>{whenWords(wall, wall, locale)}</time>
        {!delivered && <span>{messageStateWords.waiting}</span>}
      </p>
    </li>
  )
})
