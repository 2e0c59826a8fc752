import type { Clock } from '@parley/protocol'
import {
  type Chat,
  createChat,
  createDrawing,
  createFiles,
  createPointer,
  type Drawing,
  type Files,
  openSink,
  type Pointer,
  sweepOwnDisk,
} from '@parley/together'
import type { CallSession } from '@parley/webrtc'

/** Everything that the two sides of a call share besides sound and pictures. */
export interface Together {
  chat: Chat
  files: Files
  drawing: Drawing
  pointer: Pointer
  close(): void
}

/** Returns 16 random hexadecimal digits. */
const randomDigits = () =>
  [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** Starts chat, files, drawing and pointer on the channels of the session's current call. */
export function createTogether(session: Pick<CallSession, 'channel'>, clock: Clock): Together {
  const bulk = session.channel('bulk')
  const inputs = session.channel('inputs')
  // Not awaited: it never rejects, and nothing depends on it.
  void sweepOwnDisk()
  const made = {
    chat: createChat(bulk, { clock, randomId: randomDigits }),
    files: createFiles(bulk, { clock, randomId: randomDigits, openSink }),
    drawing: createDrawing(inputs, bulk, { clock, randomId: randomDigits }),
    pointer: createPointer(inputs, clock),
  }
  return {
    ...made,
    close() {
      for (const part of Object.values(made)) part.close()
    },
  }
}
