import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodePacket, encodePacket, MAX_INPUTS } from './packet.ts'

const uint32 = fc.integer({ min: 0, max: 0xff_ff_ff_ff })
const play = fc.record({ game: uint32, epoch: fc.integer({ min: 0, max: 0xff_ff }) })
const packet = fc.record({
  frame: uint32,
  ack: uint32,
  advantage: fc.integer({ min: -800, max: 800 }).map((eighths) => eighths / 8),
  hashFrame: uint32,
  hash: uint32,
  from: uint32,
  inputs: fc.array(uint32, { maxLength: MAX_INPUTS }),
})

test('a packet comes out as it went in, and is never larger than a datagram of the channel', () => {
  fc.assert(
    fc.property(play, packet, (to, what) => {
      const bytes = encodePacket(to, what)
      expect(bytes.byteLength).toBeLessThanOrEqual(285)
      expect(decodePacket(bytes)).toEqual({ ...to, ...what })
      expect(decodePacket(bytes.slice(1))).toBeUndefined()
    }),
  )
})

test('bytes that are no packet give undefined, and never throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (array) => void decodePacket(Uint8Array.from(array).buffer)))
  for (const other of [null, 'text', 7, {}]) expect(decodePacket(other)).toBeUndefined()
})
