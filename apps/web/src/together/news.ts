import type { ChatMessage, FileTransfer } from '@parley/together'

/** What came last from the other side. */
export interface News {
  id: string
  words(peer: string): string
}

/** The newest of what the other side has sent; null if that is nothing. */
export function newsOf(messages: readonly ChatMessage[], files: readonly FileTransfer[]): News | null {
  const message = messages.findLast(({ from }) => from === 'them')
  const file = files.findLast(({ from }) => from === 'them')
  if (file && (!message || file.at > message.at)) {
    return { id: file.id, words: (peer) => `${peer} wants to send you ${file.name}` }
  }
  return message ? { id: message.id, words: (peer) => `${peer}: ${message.text}` } : null
}
