import type { Together } from '@parley/client'
import { fileSource, MAX_TEXT } from '@parley/together'
import { ChatPanel, DropFiles, NewsLine } from '@parley/ui/together'
import { useEffect, useSyncExternalStore } from 'react'
import { newsOf } from './news.ts'

export type ChatAsideProps = {
  together: Together
  peer: string
  open: boolean
  onOpen(open: boolean): void
  /** Called with the id of the other side's newest message or file once it is visible. */
  onRead(id: string): void
}

/** The chat beside a call. While it is closed, one line shows the newest message or file. */
export function ChatAside({ together: { chat, files }, peer, open, onOpen, onRead }: ChatAsideProps) {
  const messages = useSyncExternalStore(chat.subscribe, chat.getSnapshot)
  const transfers = useSyncExternalStore(files.subscribe, files.getSnapshot)
  const news = newsOf(messages, transfers)
  const newest = news?.id ?? null
  useEffect(() => {
    if (open && newest !== null) onRead(newest)
  }, [open, newest, onRead])
  const send = (chosen: readonly File[]) => {
    files.offer(chosen.map(fileSource))
    // The open chat shows how far the files are.
    if (chosen.length > 0) onOpen(true)
  }
  return (
    <>
      <DropFiles peer={peer} onFiles={send} />
      <NewsLine news={news && { id: news.id, words: news.words(peer) }} quiet={open} onOpen={() => onOpen(true)} />
      {open && (
        <ChatPanel
          peer={peer}
          messages={messages}
          files={transfers}
          maxLength={MAX_TEXT}
          onSend={chat.send}
          onFiles={send}
          onClose={() => onOpen(false)}
          onAccept={files.accept}
          onDecline={files.decline}
          onPause={files.pause}
          onCancel={files.cancel}
          onSave={files.save}
        />
      )}
    </>
  )
}
