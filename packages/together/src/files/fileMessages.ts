import * as z from 'zod/mini'

/** The most bytes of a file in one chunk. With its header and the frame's it stays under the channel's 16 KiB. */
export const CHUNK_BYTES = 15 * 1024
/** The longest name, in UTF-16 units, as it is sent. */
export const MAX_NAME = 255

/** Of one file of one page. */
const id = z.string().check(z.regex(/^[0-9a-f]{16}$/))
const bytes = z.int().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER))

/** The most files in one batch. */
export const MAX_BATCH = 1_000

/**
 * The place of a file in what was offered together: it is the `n`th of `count`, which have `size` bytes in all. The
 * sender offers them in this order, a few at a time.
 */
export const fileBatch = z.strictObject({
  id,
  n: z.int().check(z.minimum(1), z.maximum(MAX_BATCH)),
  count: z.int().check(z.minimum(2), z.maximum(MAX_BATCH)),
  size: bytes,
})

/** `file.offer`: the sender's whole state of a file, repeated in every new connection and when `paused` changes. */
export const fileOffer = z.strictObject({
  id,
  name: z.string().check(z.maxLength(MAX_NAME)),
  size: bytes,
  /** The media type, as the sender's system has it. */
  type: z.string().check(z.maxLength(100)),
  paused: z.boolean(),
  batch: z.optional(fileBatch),
})

/**
 * `file.want`: the receiver's whole state of an accepted file: it has the first `from` bytes. It acknowledges them, and the
 * first one of a connection says where to continue.
 */
export const fileWant = z.strictObject({ id, from: bytes, paused: z.boolean() })

/** `file.end`: the whole file was sent; its SHA-256, in hexadecimal. */
export const fileEnd = z.strictObject({ id, digest: z.string().check(z.regex(/^[0-9a-f]{64}$/)) })

/** The reason why a file is not sent or received any further. */
export const fileStop = z.enum([
  'declined',
  'cancelled',
  'stopped',
  'damaged',
  'unreadable',
  'tooLarge',
  'noRoom',
  'tooMany',
])

/** `file.over`: the final end of a file; `done` if it arrived complete. */
export const fileOver = z.strictObject({ id, as: z.union([z.literal('done'), fileStop]) })

export type FileBatch = z.infer<typeof fileBatch>
export type FileOffer = z.infer<typeof fileOffer>
export type FileStop = z.infer<typeof fileStop>
export type FileEnding = FileStop | 'done'

/** Part of a file, as `file.chunk` carries it. */
export interface FileChunk {
  id: string
  offset: number
  bytes: Uint8Array<ArrayBuffer>
}

const ID_BYTES = 8
const HEADER_BYTES = ID_BYTES + 8

/** Writes `file.chunk`: 8 bytes of the id, the offset as a 64-bit float, big-endian, and the bytes. */
export function encodeChunk({ id, offset, bytes }: FileChunk): ArrayBuffer {
  const message = new Uint8Array(HEADER_BYTES + bytes.length)
  const view = new DataView(message.buffer)
  for (let at = 0; at < ID_BYTES; at += 1) view.setUint8(at, Number.parseInt(id.slice(at * 2, at * 2 + 2), 16))
  view.setFloat64(ID_BYTES, offset)
  message.set(bytes, HEADER_BYTES)
  return message.buffer
}

/** Reads `file.chunk`; undefined if it is invalid. Its bytes are a view of `payload`, not a copy. */
export function decodeChunk(payload: unknown): FileChunk | undefined {
  if (!(payload instanceof ArrayBuffer)) return undefined
  const length = payload.byteLength - HEADER_BYTES
  if (length < 1 || length > CHUNK_BYTES) return undefined
  const view = new DataView(payload)
  const offset = view.getFloat64(ID_BYTES)
  if (!Number.isSafeInteger(offset) || offset < 0) return undefined
  const digits = Array.from({ length: ID_BYTES }, (_, at) => view.getUint8(at).toString(16).padStart(2, '0'))
  return { id: digits.join(''), offset, bytes: new Uint8Array(payload, HEADER_BYTES) }
}
