import type { Together } from '@parley/client'
import { fileSource, MAX_TEXT } from '@parley/together'
import { ChatPanel, DropFiles, droppedWords, NewsLine, notTakenWords } from '@parley/ui/together'
import { useEffect, useState, useSyncExternalStore } from 'react'
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
  const batches = useSyncExternalStore(files.batches.subscribe, files.batches.getSnapshot)
  const [note, setNote] = useState<string | null>(null)
  const news = newsOf(messages, transfers, batches)
  const newest = news?.id ?? null
  useEffect(() => {
    if (open && newest !== null) onRead(newest)
  }, [open, newest, onRead])
  const send = (chosen: readonly File[], problem: string | null = null) => {
    const taken = files.offer(chosen.map(fileSource))
    setNote(taken < chosen.length ? notTakenWords(taken, chosen.length) : problem)
    // The open chat shows how far the files are, and why something is not sent.
    if (chosen.length > 0 || problem !== null) onOpen(true)
  }
  return (
    <>
      <DropFiles peer={peer} onDropped={(dropped) => send(dropped.files, droppedWords(dropped))} />
      <NewsLine news={news && { id: news.id, words: news.words(peer) }} quiet={open} onOpen={() => onOpen(true)} />
      {open && (
        <ChatPanel
          peer={peer}
          messages={messages}
          files={transfers}
          batches={batches}
          note={note}
          maxLength={MAX_TEXT}
          onSend={chat.send}
          onFiles={(chosen) => send(chosen)}
          onClose={() => onOpen(false)}
          onAccept={files.accept}
          onDecline={files.decline}
          onAcceptAll={files.acceptAll}
          onDeclineAll={files.declineAll}
          onCancelAll={files.cancelAll}
          onPause={files.pause}
          onCancel={files.cancel}
          onSave={files.save}
        />
      )}
    </>
  )
}
