/** The JSON values of messages. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** A message channel to the other side; both channels of a call fit (docs/channels.md). */
export interface PlayChannel {
  /** Sends a message. Returns false if it was dropped. */
  send(type: string, payload: Json | ArrayBuffer): boolean
  /**
   * Calls the listener with each message of this type that `parse` accepts. Returns the teardown.
   *
   * @param allowance how much of the type is taken, at once and a second
   */
  subscribe<T>(
    type: string,
    parse: (payload: Json | ArrayBuffer) => T | undefined,
    listener: (message: { payload: T }) => void,
    allowance?: { messages: number; messagesPerSecond: number; bytes: number; bytesPerSecond: number },
  ): () => void
  /** Calls the listener for each new connection. Returns the teardown. */
  onReady(listener: () => void): () => void
}

/** The index of a player: 0 placed the call, 1 answered it. */
export type PlayerIndex = 0 | 1
