import type { ChatMessage } from '@parley/together'

/** What came last from the other side. */
export interface News {
  id: string
  at: number
  words(peer: string): string
}

/** The newest of what the other side has sent; null if that is nothing. */
export function newsOf(messages: readonly ChatMessage[]): News | null {
  const message = messages.findLast(({ from }) => from === 'them')
  return message ? { id: message.id, at: message.at, words: (peer) => `${peer}: ${message.text}` } : null
}
