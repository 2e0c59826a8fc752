import type { FileItem, MessageItem } from '../types/together.ts'

export type TimelineItem = { kind: 'message'; item: MessageItem } | { kind: 'file'; item: FileItem }

/** Messages and files in one list, each kind in its own order, and a file where it fell among the messages. */
export function timeline(messages: readonly MessageItem[], files: readonly FileItem[]): TimelineItem[] {
  const items: TimelineItem[] = []
  let next = 0
  for (const message of messages) {
    for (let file = files[next]; file && file.at < message.at; file = files[next]) {
      items.push({ kind: 'file', item: file })
      next += 1
    }
    items.push({ kind: 'message', item: message })
  }
  return [...items, ...files.slice(next).map((item) => ({ kind: 'file', item }) as const)]
}
