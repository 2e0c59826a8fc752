import * as z from 'zod/mini'

/** The longest message, in UTF-16 units. */
export const MAX_TEXT = 4_000
/** How many messages one `chat.ack` names at most, and how many wait to be delivered. */
export const MAX_WAITING = 100

/** One sender's chat: of one page, in one call. */
const run = z.string().check(z.regex(/^[A-Za-z0-9-]{8,36}$/))
const number = z.int().check(z.minimum(1), z.maximum(1_000_000))

/** `chat`: what somebody wrote. It is numbered from 1 in its run, and comes until it is acknowledged. */
export const chatMessage = z.strictObject({
  run,
  n: number,
  text: z.string().check(z.minLength(1), z.maxLength(MAX_TEXT)),
  /** How long ago it was written when it was sent: two devices need not agree on the time. Milliseconds. */
  age: z.int().check(z.minimum(0), z.maximum(7 * 86_400_000)),
})

/** `chat.ack`: these have arrived, now or before. */
export const chatAck = z.strictObject({ run, seen: z.array(number).check(z.minLength(1), z.maxLength(MAX_WAITING)) })

/** What a person cannot see but what would cost much to send, or turn the text around it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is for.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g

/** A text as it is sent and shown: without control characters, whole characters only, no space around. It may be empty. */
export function cleanText(text: string): string {
  const plain = text.replace(/\r\n?/g, '\n').replace(UNSEEN, '')
  return plain.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd').trim()
}
