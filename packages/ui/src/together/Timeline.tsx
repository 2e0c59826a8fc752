import { useLayoutEffect, useRef } from 'react'
import type { BatchItem, FileItem, MessageItem } from '../types/together.ts'
import { emptyChatWords } from '../words/togetherWords.ts'
import { type BatchActions, BatchRow } from './BatchRow.tsx'
import { FileRow } from './FileRow.tsx'
import { MessageRow } from './MessageRow.tsx'
import styles from './Timeline.module.css'
import { type TimelineItem, timeline } from './timeline.ts'

export type TimelineProps = BatchActions & {
  peer: string
  messages: readonly MessageItem[]
  files: readonly FileItem[]
  batches: readonly BatchItem[]
}

/** How far from its end one may be and still follow what comes, in CSS pixels. */
const NEAR = 80

/** All that was sent, the newest at the bottom, which is kept in sight unless one has gone back to read. */
export function Timeline({ peer, messages, files, batches, ...actions }: TimelineProps) {
  const log = useRef<HTMLUListElement>(null)
  const following = useRef(true)
  const items = timeline(messages, files, batches)
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
      {items.map((shown) => (
        <Row key={shown.item.id} shown={shown} peer={peer} actions={actions} />
      ))}
    </ul>
  )
}

function Row({ shown, peer, actions }: { shown: TimelineItem; peer: string; actions: BatchActions }) {
  switch (shown.kind) {
    case 'message':
      return <MessageRow message={shown.item} peer={peer} />
    case 'file':
      return <FileRow file={shown.item} peer={peer} {...actions} />
    case 'batch':
      return <BatchRow batch={shown.item} files={shown.files} peer={peer} {...actions} />
  }
}
