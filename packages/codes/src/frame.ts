import { charactersFor, fromBase64url, toBase64url } from './base64url.ts'
import { createReader, createWriter } from './bytes.ts'
import { checksum } from './checksum.ts'
import { readings } from './pasted.ts'

/**
 * Why a text contains no usable code. `cut`: its end is missing. `damaged`: a character is wrong. `version`: it is of
 * another version of Parley.
 */
export type FrameProblem = 'notACode' | 'cut' | 'damaged' | 'version'

/** The first three characters of every code; the fourth is the version. */
const HEAD = 'Par'
const VERSION = 1
const HEAD_BYTES = 5
const CHECKSUM_BYTES = 4
/** The longest code. A text that claims a greater length is damaged. Bytes. */
const MAX_BYTES = 600

/** The most heads that are followed in one reading of a text; a text with more was made to cost time. */
const MAX_HEADS = 2000
/** The most codes that are taken from one text. */
const MAX_CODES = 16

const head = (fromBase64url(`${HEAD}A`)?.bytes ?? new Uint8Array()).reduce((value, byte) => value * 256 + byte, 0)
/** The head with the present version. */
const OWN_HEAD = toBase64url(Uint8Array.of((head + VERSION) >> 16, (head + VERSION) >> 8, head + VERSION))

const SIGN = /[A-Za-z0-9_-]/
const SIGNS = /[A-Za-z0-9_-]*/y

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

/**
 * Finds the codes in any text, by head, length and checksum, and returns their bodies in their order: at least one, or
 * the problem. The work is bounded for every text.
 */
export function unframe(text: string): Uint8Array[] | FrameProblem {
  let problem: FrameProblem | null = null
  for (const row of readings(text)) {
    const bodies: Uint8Array[] = []
    let heads = 0
    for (let at = row.indexOf(HEAD); at >= 0 && bodies.length < MAX_CODES; ) {
      const found = readAt(row, at)
      if (found !== 'notACode' && ++heads > MAX_HEADS) break
      if (typeof found !== 'string') bodies.push(found.body)
      // Words begin with the head as well, such as the name of this software.
      else if (found === 'version' || row.startsWith(OWN_HEAD, at)) problem ??= found
      at = row.indexOf(HEAD, typeof found === 'string' ? at + 1 : found.end)
    }
    if (bodies.length > 0) return bodies
    if (problem === null && row !== '' && HEAD.startsWith(row)) problem = 'cut'
    if (problem === 'version') break
  }
  return problem ?? 'notACode'
}

/** Reads the code whose head is here. */
function readAt(row: string, at: number): { body: Uint8Array; end: number } | FrameProblem {
  const isOwn = row.startsWith(OWN_HEAD, at)
  const first = fromBase64url(row.slice(at, at + charactersFor(HEAD_BYTES)))
  if (!first || first.bytes.length < HEAD_BYTES) return isOwn ? endsAt(row, at, charactersFor(HEAD_BYTES)) : 'notACode'
  const reader = createReader(first.bytes)
  reader.number(3)
  const length = reader.number(2)
  if (length < HEAD_BYTES + CHECKSUM_BYTES || length > MAX_BYTES) return isOwn ? 'damaged' : 'notACode'
  const end = at + charactersFor(length)
  const read = fromBase64url(row.slice(at, end))
  if (!read || end > row.length) return endsAt(row, at, charactersFor(length))
  if (!read.exact) return 'damaged'
  const [framed, sum] = [read.bytes.slice(0, -CHECKSUM_BYTES), read.bytes.slice(-CHECKSUM_BYTES)]
  if (createReader(sum).number(CHECKSUM_BYTES) !== checksum(framed)) return 'damaged'
  return isOwn ? { body: framed.slice(HEAD_BYTES), end } : 'version'
}

/** Says how a code of so many characters stops too early: at a wrong character in it, or at its end. */
function endsAt(row: string, at: number, characters: number): 'cut' | 'damaged' {
  SIGNS.lastIndex = at
  const stop = at + (SIGNS.exec(row)?.[0].length ?? 0)
  return stop < at + characters && SIGN.test(row.charAt(stop + 1)) ? 'damaged' : 'cut'
}
