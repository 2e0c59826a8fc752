import { useLayoutEffect, useRef } from 'react'
import type { FileItem, MessageItem } from '../types/together.ts'
import { emptyChatWords } from '../words/togetherWords.ts'
import { type FileActions, FileRow } from './FileRow.tsx'
import { MessageRow } from './MessageRow.tsx'
import styles from './Timeline.module.css'
import { timeline } from './timeline.ts'

export type TimelineProps = FileActions & {
  peer: string
  messages: readonly MessageItem[]
  files: readonly FileItem[]
}

/** How far from its end one may be and still follow what comes, in CSS pixels. */
const NEAR = 80

/** All that was sent, the newest at the bottom, which is kept in sight unless one has gone back to read. */
export function Timeline({ peer, messages, files, ...actions }: TimelineProps) {
  const log = useRef<HTMLUListElement>(null)
  const following = useRef(true)
  const items = timeline(messages, files)
  const newest = items.at(-1)
  const mine = newest?.item.from === 'me' ? newest.item.id : null

  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever one sends oneself is looked at.
  useLayoutEffect(() => {
    following.current = true
  }, [mine])
  useLayoutEffect(() => {
    const element = log.current
    if (element && following.current && items.length > 0) element.scrollTop = element.scrollHeight
  }, [items.length])

  return (
    // Progress in it changes all the time; what is new is announced apart.
    <ul
      ref={log}
      role="log"
      aria-live="off"
      aria-label="Messages"
      className={styles.log}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        following.current = scrollHeight - scrollTop - clientHeight < NEAR
      }}
    >
      {items.length === 0 && <li className={styles.empty}>{emptyChatWords(peer)}</li>}
      {items.map(({ kind, item }) =>
        kind === 'message' ? (
          <MessageRow key={item.id} message={item} peer={peer} />
        ) : (
          <FileRow key={item.id} file={item} peer={peer} {...actions} />
        ),
      )}
    </ul>
  )
}
