import type { Batch, ChatMessage, FileTransfer } from '@parley/together'

/** The other side's newest message, file or files. */
export interface News {
  id: string
  words(peer: string): string
}

/** Returns the other side's newest message or file; null if there is none. Files that were sent together are one. */
export function newsOf(
  messages: readonly ChatMessage[],
  files: readonly FileTransfer[],
  batches: readonly Batch[],
): News | null {
  const message = messages.findLast(({ from }) => from === 'them')
  const file = files.findLast(({ from, batch }) => from === 'them' && batch === null)
  const batch = batches.findLast(({ from }) => from === 'them')
  const offer = batch && (!file || batch.at >= file.at) ? batch : file
  if (offer && (!message || offer.at > message.at)) {
    const what = 'name' in offer ? offer.name : `${offer.count} files`
    return { id: offer.id, words: (peer) => `${peer} wants to send you ${what}` }
  }
  return message ? { id: message.id, words: (peer) => `${peer}: ${message.text}` } : null
}
