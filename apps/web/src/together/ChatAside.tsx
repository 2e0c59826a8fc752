import { MAX_TEXT } from '@parley/together'
import { ChatPanel, NewsLine } from '@parley/ui/together'
import { useEffect, useSyncExternalStore } from 'react'
import type { Together } from './createTogether.ts'
import { newsOf } from './news.ts'

export type ChatAsideProps = {
  together: Together
  peer: string
  open: boolean
  onOpen(open: boolean): void
  /** Tells which is the newest of theirs that can be seen. */
  onRead(id: string): void
}

/** The chat beside a call, and while it is closed what has just come. */
export function ChatAside({ together: { chat }, peer, open, onOpen, onRead }: ChatAsideProps) {
  const messages = useSyncExternalStore(chat.subscribe, chat.getSnapshot)
  const news = newsOf(messages)
  const newest = news?.id ?? null
  useEffect(() => {
    if (open && newest !== null) onRead(newest)
  }, [open, newest, onRead])
  return (
    <>
      <NewsLine news={news && { id: news.id, words: news.words(peer) }} quiet={open} onOpen={() => onOpen(true)} />
      {open && (
        <ChatPanel
          peer={peer}
          messages={messages}
          files={[]}
          maxLength={MAX_TEXT}
          onSend={chat.send}
          onFiles={() => undefined}
          onClose={() => onOpen(false)}
          onAccept={() => undefined}
          onDecline={() => undefined}
          onPause={() => undefined}
          onCancel={() => undefined}
          onSave={() => undefined}
        />
      )}
    </>
  )
}
