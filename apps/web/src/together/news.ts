import type { ChatMessage, FileTransfer } from '@parley/together'

/** The other side's newest message or file. */
export interface News {
  id: string
  words(peer: string): string
}

/** Returns the other side's newest message or file; null if there is none. */
export function newsOf(messages: readonly ChatMessage[], files: readonly FileTransfer[]): News | null {
  const message = messages.findLast(({ from }) => from === 'them')
  const file = files.findLast(({ from }) => from === 'them')
  if (file && (!message || file.at > message.at)) {
    return { id: file.id, words: (peer) => `${peer} wants to send you ${file.name}` }
  }
  return message ? { id: message.id, words: (peer) => `${peer}: ${message.text}` } : null
}
