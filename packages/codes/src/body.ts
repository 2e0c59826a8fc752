import { UserId } from '@parley/protocol'
import { fromBase64url, toBase64url } from './base64url.ts'
import { createReader, createWriter, type Reader, type Writer } from './bytes.ts'
import { readCandidate, writeCandidate } from './candidates.ts'
import { directions, type Kind, kinds, type MediaOutline, MIN_PWD, MIN_UFRAG, type Outline, setups } from './outline.ts'

/** The data of a code besides the description. */
export interface AboutCode {
  /** Created for an offer by `createPair` and repeated in its answer. */
  pair: string
  /** Milliseconds since the epoch by its author's clock, to the minute. To be shown: nothing is decided by it. */
  createdAt: number
  /** The media that the code's author wants for the call. */
  media: 'voice' | 'video'
  /** The author's ID, if given. It is not verified. */
  from: string | null
}

const PAIR_BYTES = 8
const FINGERPRINT_BYTES = 32
const MINUTE = 60_000

/**
 * Creates the name of an exchange of two codes, by which a person's own code, or an answer to another offer, is
 * recognised.
 *
 * @param random 8 random bytes
 * @throws TypeError if there are not 8
 */
export function createPair(random: Uint8Array): string {
  if (random.length !== PAIR_BYTES) throw new TypeError(`A pair is made of ${PAIR_BYTES} bytes`)
  return toBase64url(random)
}

/**
 * Writes the body of a code.
 * @throws TypeError if `about` is invalid
 */
export function writeBody({ pair, createdAt, media, from }: AboutCode, outline: Outline): Uint8Array {
  const pairRead = fromBase64url(pair)
  if (!pairRead?.exact || pairRead.bytes.length !== PAIR_BYTES) throw new TypeError('Not a pair')
  if (from !== null && !UserId.safeParse(from).success) throw new TypeError('Not an ID')
  const { kinds: order, audio, video, setup, candidates } = outline
  const writer = createWriter()
  writer.number(flag(outline.type === 'answer', 0) | flag(media === 'video', 1) | (setups.indexOf(setup) << 2), 1)
  writer.number(packKinds(order), 1)
  writer.bytes(pairRead.bytes)
  writer.number(Math.floor(createdAt / MINUTE), 4)
  writer.ascii(from ?? '')
  writer.iceText(outline.ufrag)
  writer.iceText(outline.pwd)
  writer.bytes(outline.fingerprint)
  writeMedia(writer, audio)
  if (video) writeMedia(writer, video)
  for (const candidate of candidates) writeCandidate(writer, candidate)
  return writer.written()
}

/**
 * Reads the body of a code.
 * @throws RangeError if `writeBody` cannot have written it
 */
export function readBody(body: Uint8Array): { about: AboutCode; outline: Outline } {
  const reader = createReader(body)
  const flags = reader.number(1)
  const order = unpackKinds(reader.number(1))
  const about: AboutCode = {
    pair: toBase64url(reader.bytes(PAIR_BYTES)),
    createdAt: reader.number(4) * MINUTE,
    media: flags & 2 ? 'video' : 'voice',
    from: readFrom(reader.ascii()),
  }
  const setup = setups[flags >> 2]
  if (!setup) throw new RangeError('No such setup')
  const start = {
    type: flags & 1 ? ('answer' as const) : ('offer' as const),
    setup,
    ufrag: readIceText(reader, MIN_UFRAG),
    pwd: readIceText(reader, MIN_PWD),
    fingerprint: reader.bytes(FINGERPRINT_BYTES),
    kinds: order,
    audio: readMedia(reader),
    video: order.includes('video') ? readMedia(reader) : null,
  }
  const candidates = []
  while (!reader.done()) candidates.push(readCandidate(reader))
  return { about, outline: { ...start, candidates } }
}

const flag = (on: boolean, bit: number) => (on ? 1 << bit : 0)

/** Packs the order of sections: two bits for each, the first lowest, as the kind's index plus one. */
const packKinds = (order: readonly Kind[]) =>
  order.reduce((packed, kind, at) => packed | ((kinds.indexOf(kind) + 1) << (2 * at)), 0)

function unpackKinds(packed: number): Kind[] {
  const order: Kind[] = []
  for (let rest = packed; rest > 0; rest >>= 2) {
    const kind = kinds[(rest & 3) - 1]
    if (!kind || order.includes(kind)) throw new RangeError('No such order of media')
    order.push(kind)
  }
  if (!order.includes('audio')) throw new RangeError('No audio')
  return order
}

function readIceText(reader: Reader, shortest: number): string {
  const text = reader.iceText()
  if (text.length < shortest) throw new RangeError('Not ICE credentials')
  return text
}

function readFrom(text: string): string | null {
  if (text === '') return null
  const { success, data } = UserId.safeParse(text)
  if (!success) throw new RangeError('Not an ID')
  return data
}

/** Writes 4 bytes: direction and payload type (2 bytes), rtx payload type, and two extension numbers of 4 bits. */
function writeMedia(writer: Writer, { direction, codec, rtx, mid, transport }: MediaOutline): void {
  writer.number((directions.indexOf(direction) << 7) | codec, 2)
  writer.number(rtx, 1)
  writer.number((mid << 4) | transport, 1)
}

function readMedia(reader: Reader): MediaOutline {
  const first = reader.number(2)
  const direction = directions[first >> 7]
  if (!direction) throw new RangeError('No such direction')
  const rtx = reader.number(1)
  const extensions = reader.number(1)
  return { direction, codec: first & 127, rtx, mid: extensions >> 4, transport: extensions & 15 }
}
