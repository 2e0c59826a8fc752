import * as z from 'zod/mini'

/** The longest message, in UTF-16 units. */
export const MAX_TEXT = 4_000
/** The most messages in one `chat.ack`, and the most that wait to be delivered. */
export const MAX_WAITING = 100

/** The id of one page's chat in one call. */
const run = z.string().check(z.regex(/^[A-Za-z0-9-]{8,36}$/))
const number = z.int().check(z.minimum(1), z.maximum(1_000_000))

/** `chat`: a message, numbered from 1 in its run, repeated until it is acknowledged. */
export const chatMessage = z.strictObject({
  run,
  n: number,
  text: z.string().check(z.minLength(1), z.maxLength(MAX_TEXT)),
  /** The age of the message when it was sent, because the clocks of two devices may differ. Milliseconds. */
  age: z.int().check(z.minimum(0), z.maximum(7 * 86_400_000)),
})

/** `chat.ack`: the numbers of messages that have arrived. */
export const chatAck = z.strictObject({ run, seen: z.array(number).check(z.minLength(1), z.maxLength(MAX_WAITING)) })

/** Invisible characters that cost bytes or change the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is for.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g

/** The text to send and show: without control and lone surrogate characters, trimmed. It may be empty. */
export function cleanText(text: string): string {
  const plain = text.replace(/\r\n?/g, '\n').replace(UNSEEN, '')
  return plain.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd').trim()
}
