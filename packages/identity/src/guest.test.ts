import { createHash } from 'node:crypto'
import { checkUserId, isGuest, UserId } from '@parley/protocol'
import { expect, test } from 'vitest'
import { guestIdOf } from './guest.ts'
import { createKeyPair } from './keys.ts'

const root = `BA${'A'.repeat(85)}`

/** Encodes base32 by another algorithm: as one large number. */
function base32(bytes: Uint8Array, characters: number): string {
  const digits = BigInt(`0x${Buffer.from(bytes).toString('hex')}`) >> BigInt(bytes.length * 8 - characters * 5)
  return digits
    .toString(32)
    .padStart(characters, '0')
    .replace(/[0-9a-v]/g, (digit) => 'abcdefghijklmnopqrstuvwxyz234567'[Number.parseInt(digit, 32)] ?? '')
}

test('a guest’s ID is the first 130 bits of the SHA-256 of the root, in base32', async () => {
  const digest = createHash('sha256').update(root).digest()
  expect(await guestIdOf(root)).toBe(`guest.${base32(digest, 26)}`)
})

test('it stays as it is: other servers and browsers reckon the same', async () => {
  expect(await guestIdOf(root)).toBe('guest.pe7tv5jy3scshgnfpavls6kiey')
})

test('it is an ID that is a guest’s, in lower case, and that nobody can choose', async () => {
  const id = await guestIdOf(root)
  expect(UserId.safeParse(id).success).toBe(true)
  expect([isGuest(id), id === id.toLowerCase(), id.length]).toEqual([true, true, 32])
  expect(checkUserId(id)).toBe('reserved')
})

test('another key is another guest', async () => {
  const keys = await Promise.all(Array.from({ length: 20 }, () => createKeyPair()))
  const ids = await Promise.all(keys.map(({ publicKey }) => guestIdOf(publicKey)))
  expect(new Set(ids).size).toBe(20)
})
