import type { Allowance } from '@parley/webrtc'

const KB = 1024
const MB = 1024 * KB

/**
 * Messages of the chat and their acknowledgements: 1,500 lines that are pasted one by one arrive at once. A sender has at most a
 * hundred under way, and repeats them every five seconds, also to a page that stands still.
 */
export const CHAT_ALLOWANCE: Allowance = {
  ...{ messages: 1_600, messagesPerSecond: 50, bytes: 8 * MB, bytesPerSecond: 512 * KB },
}

/** What is said about files apart from their bytes: of a thousand small ones that were offered together twenty come at once. */
export const FILE_ALLOWANCE: Allowance = {
  ...{ messages: 600, messagesPerSecond: 300, bytes: 2 * MB, bytesPerSecond: 256 * KB },
}

/** Bytes of files, and what acknowledges each of them, as fast as the quickest local network. */
export const CHUNK_ALLOWANCE: Allowance = {
  ...{ messages: 5_000, messagesPerSecond: 10_000, bytes: 160 * MB, bytesPerSecond: 160 * MB },
}

/** Finished strokes: all two hundred come again with each connection. */
export const STROKE_ALLOWANCE: Allowance = {
  ...{ messages: 1_000, messagesPerSecond: 60, bytes: 12 * MB, bytesPerSecond: MB },
}
