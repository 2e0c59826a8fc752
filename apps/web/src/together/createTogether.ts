import type { Clock } from '@parley/protocol'
import { type Chat, createChat } from '@parley/together'
import type { CallSession } from '@parley/webrtc'

/** What two do together in one call, beside talking. */
export interface Together {
  chat: Chat
  close(): void
}

/** Listens to the lanes of the call that the session is in now. */
export function createTogether(session: Pick<CallSession, 'lane'>, clock: Clock): Together {
  const randomId = () => crypto.randomUUID()
  const chat = createChat(session.lane('bulk'), { clock, randomId })
  return {
    chat,
    close() {
      chat.close()
    },
  }
}
