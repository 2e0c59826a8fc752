import type { Channel, ChannelPayload } from '@parley/webrtc'

/** Messages about files that wait for room in the channel; each is sent once, in its latest version. */
export interface Notes {
  /** Adds a message. A later one with the same `key` replaces one that was not sent yet. */
  put(key: string, type: string, payload: ChannelPayload): void
  /** Sends what it can. Returns false if the channel is full; the channel will report room. */
  flush(): boolean
}

/** More messages than there can be files; a side that asks for more gets no answer. */
const MAX_NOTES = 500

/** Creates an empty set of messages. */
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
