import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeFrame, encodeMessage, encodePing, encodePong, type Header, renumber, stamp } from './envelope.ts'

const LIMIT = 1_150
const uint32 = fc.integer({ min: 0, max: 0xff_ff_ff_ff })
const header: fc.Arbitrary<Header> = fc.record({
  from: fc.integer({ min: 0, max: 255 }),
  session: uint32,
  seq: uint32,
  time: fc.double({ noNaN: true, noDefaultInfinity: true }),
})
const type = fc.stringMatching(/^[A-Za-z0-9._-]{1,32}$/)
const bytes = fc.uint8Array({ maxLength: 1_000 }).map((array) => Uint8Array.from(array).buffer)
/** A value as it is after JSON, which writes -0 as 0. */
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)))

test('every message comes out as it went in, JSON and bytes', () => {
  fc.assert(
    fc.property(header, type, fc.oneof(json, bytes), (head, name, payload) => {
      const frame = stamp(encodeMessage(name, payload, 1_000_000), head)
      expect(decodeFrame(frame, frame.byteLength)).toEqual({ ...head, kind: 'message', type: name, payload })
      expect(decodeFrame(renumber(frame, 7), frame.byteLength)).toMatchObject({ seq: 7, time: head.time })
      expect(decodeFrame(frame, frame.byteLength - 1)).toBeNull()
    }),
  )
})

test('pings and pongs come out as they went in', () => {
  fc.assert(
    fc.property(header, fc.double({ noNaN: true, noDefaultInfinity: true }), (head, receivedAt) => {
      expect(decodeFrame(encodePing(head), LIMIT)).toEqual({ ...head, kind: 'ping' })
      expect(decodeFrame(encodePong(head, receivedAt), LIMIT)).toEqual({ ...head, kind: 'pong', receivedAt })
    }),
  )
})

test('hostile bytes never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1_200 }), (array) => {
      decodeFrame(Uint8Array.from(array).buffer, LIMIT)
    }),
    { numRuns: 500 },
  )
})

test('a frame with some bytes changed or cut off is another frame or none, and never throws', () => {
  const change = fc.record({ at: fc.nat(60), byte: fc.integer({ min: 0, max: 255 }) })
  fc.assert(
    fc.property(
      header,
      type,
      json,
      fc.array(change, { maxLength: 4 }),
      fc.nat(60),
      (head, name, payload, changes, cut) => {
        const frame = new Uint8Array(stamp(encodeMessage(name, payload, 1_000_000), head))
        for (const { at, byte } of changes) if (at < frame.length) frame[at] = byte
        const found = decodeFrame(frame.slice(0, frame.length - cut).buffer, 1_000_000)
        if (found?.kind === 'message') expect(found.type).toMatch(/^[A-Za-z0-9._-]{1,32}$/)
      },
    ),
    { numRuns: 500 },
  )
})

const head: Header = { from: 1, session: 2, seq: 3, time: 4 }
const message = (type: string, payload: string) => stamp(encodeMessage(type, payload, LIMIT), head)

function changed(frame: ArrayBuffer, at: number, ...values: number[]): ArrayBuffer {
  const copy = new Uint8Array(frame.slice(0))
  copy.set(values, at)
  return copy.buffer
}

test.each<[what: string, data: unknown]>([
  ['text', 'text'],
  ['nothing', null],
  ['a blob', new Blob(['x'])],
  ['too few bytes', new ArrayBuffer(19)],
  ['another version', changed(message('a', 'b'), 0, 2)],
  ['another kind', changed(message('a', 'b'), 1, 4)],
  ['a time that is none', changed(encodePing(head), 12, 0x7f, 0xf8)],
  ['a time without end', encodePing({ ...head, time: Number.POSITIVE_INFINITY })],
  ['a pong without a time', encodePong(head, Number.NaN)],
  ['a pong that is cut off', encodePong(head, 5).slice(0, 27)],
  ['a ping with something behind it', changed(encodePong(head, 5), 1, 0)],
  ['a ping with a type', changed(encodePing(head), 3, 1)],
  ['no type', changed(message('a', 'b'), 3, 0)],
  ['a type longer than the frame', changed(message('a', 'b'), 3, 30)],
  ['a type with a space', changed(message('a', 'b'), 20, 32)],
  ['a type that is too long', changed(message('a'.repeat(32), 'a'), 3, 33)],
  ['half of a JSON text', message('a', 'bcd').slice(0, 23)],
  ['JSON that is not UTF-8', changed(message('a', 'bcd'), 22, 0xff)],
  ['JSON of nothing', message('a', 'bcd').slice(0, 21)],
])('%s is no frame', (_what, data) => {
  expect(decodeFrame(data, LIMIT)).toBeNull()
})

test('a message is as the documentation draws it', () => {
  const frame = stamp(encodeMessage('fly', [1], LIMIT), { from: 1, session: 0x01_02, seq: 0x03_04_05, time: 1.5 })
  const hex = Array.from(new Uint8Array(frame), (byte) => byte.toString(16).padStart(2, '0')).join('')
  expect(hex).toBe('01' + '02' + '01' + '03' + '00000102' + '00030405' + '3ff8000000000000' + '666c79' + '5b315d')
})

test('a message that can never be sent throws at once', () => {
  for (const type of ['', 'with space', 'ü', 'a'.repeat(33)]) {
    expect(() => encodeMessage(type, null, LIMIT)).toThrow(RangeError)
  }
  expect(encodeMessage('abc', new ArrayBuffer(LIMIT - 23), LIMIT).byteLength).toBe(LIMIT)
  expect(() => encodeMessage('abc', new ArrayBuffer(LIMIT - 22), LIMIT)).toThrow(RangeError)
  expect(() => encodeMessage('abc', 'ü'.repeat(600), LIMIT)).toThrow(RangeError)
})
