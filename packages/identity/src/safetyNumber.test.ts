import { expect, it } from 'vitest'
import { emoji } from './emoji.ts'
import { safetyNumber } from './safetyNumber.ts'
import { createPerson } from './testing/index.ts'

it('is the same on both sides, and another for any other pair', async () => {
  const [ada, grace, mallory] = await Promise.all([createPerson(), createPerson(), createPerson()])
  const mine = await safetyNumber(ada.root, grace.root)
  expect(await safetyNumber(grace.root, ada.root)).toEqual(mine)
  const other = await safetyNumber(ada.root, mallory.root)
  expect(other.digits).not.toEqual(mine.digits)
  expect(other.emoji).not.toEqual(mine.emoji)
})

it('has 12 groups of 5 digits and 10 emoji', async () => {
  const { digits, emoji: shown } = await safetyNumber((await createPerson()).root, (await createPerson()).root)
  expect(digits).toHaveLength(12)
  for (const group of digits) expect(group).toMatch(/^\d{5}$/)
  expect(shown).toHaveLength(10)
  for (const one of shown) expect(emoji).toContain(one)
})

it('never changes: two versions of Parley must show the same', async () => {
  // Computed once by another implementation of RFC 8018.
  const { digits, emoji: shown } = await safetyNumber(`BA${'A'.repeat(85)}`, `BA${'A'.repeat(84)}E`)
  expect(digits.join(' ')).toBe('20773 43118 23010 85255 05945 27929 96651 04092 42307 50760 79376 54251')
  expect(shown.map(({ name }) => name).join(', ')).toBe(
    'anchor, aeroplane, gift, alarm clock, fish, wrench, fire, rainbow, rabbit, cake',
  )
})

it('has 64 emoji, each once, each with a name of its own', () => {
  expect(emoji).toHaveLength(64)
  expect(new Set(emoji.map(({ symbol }) => symbol)).size).toBe(64)
  expect(new Set(emoji.map(({ name }) => name)).size).toBe(64)
})
