/** What two sides may say to each other as JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** A line to the other side, as far as a game needs one; the channels of a call are such lines (docs/channels.md). */
export interface PlayChannel {
  /** False if it went nowhere. */
  send(type: string, payload: Json | ArrayBuffer): boolean
  /** Tells of each message of this type that `parse` makes something of; returns what ends it. */
  subscribe<T>(
    type: string,
    parse: (payload: Json | ArrayBuffer) => T | undefined,
    listener: (message: { payload: T }) => void,
  ): () => void
  /** Tells when there is a connection, and each time there is another; returns what ends it. */
  onReady(listener: () => void): () => void
}

/** Which of the two one is: 0 called, 1 was called. */
export type PlayerIndex = 0 | 1
