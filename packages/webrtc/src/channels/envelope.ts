/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** The payload of a message: a JSON value, or bytes. */
export type ChannelPayload = Json | ArrayBuffer

/** The header of every frame. */
export interface Header {
  /** The sender's number in the call: 0 for the initiator, 1 for the responder. */
  from: number
  /** The sender's run; a later one has a greater number. */
  session: number
  seq: number
  /** By the monotonic clock of the sender's page, which begins anywhere. Milliseconds. */
  time: number
}

/** One message of a channel, parsed. A `pong` has the `seq` of the ping that it answers. */
export type Frame = Header &
  (
    | { kind: 'message'; type: string; payload: ChannelPayload }
    | { kind: 'ping' }
    | { kind: 'pong' /** When the ping arrived, by the clock of who answers. */; receivedAt: number }
  )

const VERSION = 1
const KIND = { ping: 0, pong: 1, json: 2, binary: 3 } as const
/** Where a header's fields begin; numbers are big-endian. */
const AT = { version: 0, kind: 1, from: 2, typeLength: 3, session: 4, seq: 8, time: 12, body: 20 } as const
const PONG_BYTES = AT.body + 8
const TYPE = /^[A-Za-z0-9._-]{1,32}$/

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Writes a message whose header is still empty (see `stamp`). The payload is copied.
 *
 * @param maxBytes of the whole frame
 * @throws RangeError if it is too large, or `type` is not 1–32 of `A-Z a-z 0-9 . _ -`: a mistake of the caller
 */
export function encodeMessage(type: string, payload: ChannelPayload, maxBytes: number): ArrayBuffer {
  if (!TYPE.test(type)) throw new RangeError(`Not a type of message: ${type}`)
  const binary = payload instanceof ArrayBuffer
  const body = binary ? new Uint8Array(payload) : encoder.encode(JSON.stringify(payload))
  const length = AT.body + type.length + body.length
  if (length > maxBytes) throw new RangeError(`A message of ${length} bytes, at most ${maxBytes} fit`)
  const frame = createFrame(binary ? KIND.binary : KIND.json, length)
  new DataView(frame).setUint8(AT.typeLength, type.length)
  const bytes = new Uint8Array(frame)
  bytes.set(encoder.encode(type), AT.body)
  bytes.set(body, AT.body + type.length)
  return frame
}

/** Writes a ping, which asks for the other side's time. */
export function encodePing(header: Header): ArrayBuffer {
  return stamp(createFrame(KIND.ping, AT.body), header)
}

/** Writes the answer to a ping. */
export function encodePong(header: Header, receivedAt: number): ArrayBuffer {
  const frame = createFrame(KIND.pong, PONG_BYTES)
  new DataView(frame).setFloat64(AT.body, receivedAt)
  return stamp(frame, header)
}

/** Fills a header in and returns the same frame. */
export function stamp(frame: ArrayBuffer, { from, session, seq, time }: Header): ArrayBuffer {
  const view = new DataView(frame)
  view.setUint8(AT.from, from)
  view.setUint32(AT.session, session)
  view.setUint32(AT.seq, seq)
  view.setFloat64(AT.time, time)
  return frame
}

/** Writes another `seq` into a frame. */
export function renumber(frame: ArrayBuffer, seq: number): ArrayBuffer {
  new DataView(frame).setUint32(AT.seq, seq)
  return frame
}

function createFrame(kind: number, length: number): ArrayBuffer {
  const frame = new ArrayBuffer(length)
  const view = new DataView(frame)
  view.setUint8(AT.version, VERSION)
  view.setUint8(AT.kind, kind)
  return frame
}

/**
 * The type that a frame claims, without parsing anything else: '' for a ping or a pong, null if it has none. Never throws.
 */
export function peekType(data: unknown): string | null {
  if (!(data instanceof ArrayBuffer) || data.byteLength < AT.body) return null
  const length = new DataView(data).getUint8(AT.typeLength)
  if (AT.body + length > data.byteLength) return null
  return String.fromCharCode(...new Uint8Array(data, AT.body, length))
}

/** Parses a frame; null if it is too large or broken in any way. Never throws. */
export function decodeFrame(data: unknown, maxBytes: number): Frame | null {
  if (!(data instanceof ArrayBuffer) || data.byteLength < AT.body || data.byteLength > maxBytes) return null
  const view = new DataView(data)
  const header: Header = {
    from: view.getUint8(AT.from),
    session: view.getUint32(AT.session),
    seq: view.getUint32(AT.seq),
    time: view.getFloat64(AT.time),
  }
  if (view.getUint8(AT.version) !== VERSION || !Number.isFinite(header.time)) return null
  const kind = view.getUint8(AT.kind)
  const typeLength = view.getUint8(AT.typeLength)
  if (kind === KIND.json || kind === KIND.binary) return decodeMessage(data, header, kind, typeLength)
  if (typeLength !== 0) return null
  if (kind === KIND.ping) return data.byteLength === AT.body ? { ...header, kind: 'ping' } : null
  if (kind !== KIND.pong || data.byteLength !== PONG_BYTES) return null
  const receivedAt = view.getFloat64(AT.body)
  return Number.isFinite(receivedAt) ? { ...header, kind: 'pong', receivedAt } : null
}

function decodeMessage(data: ArrayBuffer, header: Header, kind: number, typeLength: number): Frame | null {
  const bodyAt = AT.body + typeLength
  try {
    const type = decoder.decode(data.slice(AT.body, bodyAt))
    if (bodyAt > data.byteLength || !TYPE.test(type)) return null
    const body = data.slice(bodyAt)
    const payload: ChannelPayload = kind === KIND.binary ? body : JSON.parse(decoder.decode(body))
    return { ...header, kind: 'message', type, payload }
  } catch {
    // Not UTF-8, or not JSON.
    return null
  }
}
