import { charactersFor, fromBase64url, toBase64url } from './base64url.ts'
import { createReader, createWriter } from './bytes.ts'
import { checksum } from './checksum.ts'

/**
 * Why a text is no usable code. `cut`: its end is missing. `damaged`: a character is wrong. `version`: it is of another
 * version of Parley.
 */
export type FrameProblem = 'notACode' | 'cut' | 'damaged' | 'version'

/** The first three characters of every code; the fourth is the version. */
const HEAD = 'Par'
const VERSION = 1
const HEAD_BYTES = 5
const CHECKSUM_BYTES = 4
/** The longest code. A text that claims a greater length is damaged. Bytes. */
const MAX_BYTES = 600

const head = (fromBase64url(`${HEAD}A`)?.bytes ?? new Uint8Array()).reduce((value, byte) => value * 256 + byte, 0)

/** White space, and invisible characters that editors and messengers insert. */
const INVISIBLE = /[\s\u00ad\u200b-\u200f\u2060\ufeff]/g

/**
 * Writes a body as text: head and version (3 bytes), total length (2), body, checksum of all before it (4). The frame
 * is the same in every version, so that a newer code is not taken for a damaged one.
 */
export function frame(body: Uint8Array, version = VERSION): string {
  const writer = createWriter()
  writer.number(head + version, 3)
  writer.number(HEAD_BYTES + body.length + CHECKSUM_BYTES, 2)
  writer.bytes(body)
  const framed = writer.written()
  writer.number(checksum(framed), CHECKSUM_BYTES)
  return toBase64url(writer.written())
}

/** Reads the body of a code. Ignores white space anywhere, and accepts a URL with the code after its `#`. */
export function unframe(text: string): Uint8Array | FrameProblem {
  const code = text.slice(text.lastIndexOf('#') + 1).replace(INVISIBLE, '')
  if (!code.startsWith(HEAD)) return code !== '' && HEAD.startsWith(code) ? 'cut' : 'notACode'
  const read = fromBase64url(code)
  if (!read) return 'damaged'
  if (read.bytes.length < HEAD_BYTES) return 'cut'
  const reader = createReader(read.bytes)
  const version = reader.number(3) - head
  const length = reader.number(2)
  if (length < HEAD_BYTES + CHECKSUM_BYTES || length > MAX_BYTES) return 'damaged'
  if (code.length < charactersFor(length)) return 'cut'
  if (code.length > charactersFor(length) || !read.exact) return 'damaged'
  const body = reader.bytes(length - HEAD_BYTES - CHECKSUM_BYTES)
  if (reader.number(CHECKSUM_BYTES) !== checksum(read.bytes.slice(0, -CHECKSUM_BYTES))) return 'damaged'
  return version === VERSION ? body : 'version'
}
