import type { BatchItem, FileItem, MessageItem } from '../types/together.ts'

type SentItem = { kind: 'file'; item: FileItem } | { kind: 'batch'; item: BatchItem; files: readonly FileItem[] }
export type TimelineItem = { kind: 'message'; item: MessageItem } | SentItem

/**
 * Messages and files in one list, each kind in its own order, and a file where it fell among the messages. Files that were
 * sent together are one item.
 */
export function timeline(
  messages: readonly MessageItem[],
  files: readonly FileItem[],
  batches: readonly BatchItem[],
): TimelineItem[] {
  const sent = sentItems(files, batches)
  const items: TimelineItem[] = []
  let next = 0
  for (const message of messages) {
    for (let one = sent[next]; one && one.item.at < message.at; one = sent[next]) {
      items.push(one)
      next += 1
    }
    items.push({ kind: 'message', item: message })
  }
  return [...items, ...sent.slice(next)]
}

function sentItems(files: readonly FileItem[], batches: readonly BatchItem[]): SentItem[] {
  const filesOf = new Map<string, FileItem[]>(batches.map(({ id }) => [id, []]))
  const alone: SentItem[] = []
  for (const file of files) {
    const together = file.batch === null ? undefined : filesOf.get(file.batch)
    if (together) together.push(file)
    else alone.push({ kind: 'file', item: file })
  }
  const grouped = batches.map((item): SentItem => ({ kind: 'batch', item, files: filesOf.get(item.id) ?? [] }))
  return [...alone, ...grouped].toSorted((one, other) => one.item.at - other.item.at)
}
