import type { Together } from '@parley/client'
import { ChatButton } from '@parley/ui/together'
import { useSyncExternalStore } from 'react'
import { newsOf } from './news.ts'

export type ChatToolProps = {
  together: Together
  open: boolean
  /** The id of the other side's newest message or file that was seen. */
  read: string | null
  onOpen(open: boolean): void
}

/** The chat's button in the bar of a call. */
export function ChatTool({ together: { chat, files }, open, read, onOpen }: ChatToolProps) {
  const messages = useSyncExternalStore(chat.subscribe, chat.getSnapshot)
  const transfers = useSyncExternalStore(files.subscribe, files.getSnapshot)
  const batches = useSyncExternalStore(files.batches.subscribe, files.batches.getSnapshot)
  const newest = newsOf(messages, transfers, batches)
  const unread = !open && newest !== null && newest.id !== read
  return <ChatButton open={open} unread={unread} onToggle={() => onOpen(!open)} />
}
