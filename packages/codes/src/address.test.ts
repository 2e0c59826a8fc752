import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packAddress, unpackAddress } from './address.ts'

function through(text: string): string | null {
  const packed = packAddress(text)
  return packed && unpackAddress(packed.form, (count) => packed.bytes.slice(0, count))
}

test.each(['192.0.2.1', '::', '::1', 'fd00::2', '2001:db8::a:0:0:1', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7::'])(
  '%s is the same address after it',
  (text) => {
    expect(through(text)).toBe(text.includes(':') ? new URL(`http://[${text}]`).hostname.slice(1, -1) : text)
  },
)

test('every address of each form is as long as it should be and comes back', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV6(), fc.uuid(), (four, six, uuid) => {
      expect(through(four)).toBe(four)
      expect(packAddress(six)?.bytes).toHaveLength(16)
      expect(through(six)).toBe(new URL(`http://[${six}]`).hostname.slice(1, -1))
      expect(through(`${uuid}.local`)).toBe(`${uuid}.local`)
    }),
  )
})

test.each(['', '192.0.2', '192.0.2.256', '192.0.2.x', 'printer.local', 'fe80::1%eth0', '1:2', ':::'])(
  '"%s" is none',
  (text) => expect(packAddress(text)).toBeNull(),
)

test('an unknown form is refused', () => expect(() => unpackAddress(3, () => new Uint8Array(16))).toThrow(RangeError))
