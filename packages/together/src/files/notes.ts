import type { Channel, ChannelPayload } from '@parley/webrtc'

/** What is still to be said of files: each thing once, as it is when there is room for it. */
export interface Notes {
  /** `key` names what it is about; a later note of the same key takes the place of one that has not left. */
  put(key: string, type: string, payload: ChannelPayload): void
  /** Says what can be said. False: there is no room, and the channel will tell. */
  flush(): boolean
}

/** More than there can be files; whoever asks for more does without an answer. */
const MAX_NOTES = 500

/** Creates notes with nothing to say. */
export function createNotes(bulk: Channel): Notes {
  const notes = new Map<string, { type: string; payload: ChannelPayload }>()

  function flush(): boolean {
    for (const [key, { type, payload }] of notes) {
      if (!bulk.send(type, payload)) return false
      notes.delete(key)
    }
    return true
  }

  return {
    put(key, type, payload) {
      if (notes.size >= MAX_NOTES && !notes.has(key)) return
      notes.set(key, { type, payload })
      flush()
    },
    flush,
  }
}
