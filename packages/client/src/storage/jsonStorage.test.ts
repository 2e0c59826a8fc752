import { expect, it } from 'vitest'
import { createJsonStorage, type KeyValue } from './jsonStorage.ts'

const isNumber = (value: unknown): value is number => typeof value === 'number'

it('a blocked or full storage reads as null and never throws', () => {
  const denied = (): never => {
    throw new DOMException('denied', 'SecurityError')
  }
  const blocked: KeyValue = { getItem: denied, setItem: denied, removeItem: denied }
  const storage = createJsonStorage(blocked)
  storage.write('key', 1)
  storage.remove('key')
  expect(storage.read('key', isNumber)).toBeNull()
})

it('an invalid stored value reads as null', () => {
  const values = new Map(Object.entries({ broken: '{', other: '"text"', right: '7' }))
  const storage = createJsonStorage({
    getItem: (key) => values.get(key) ?? null,
    setItem: () => undefined,
    removeItem: () => undefined,
  })
  expect(['broken', 'other', 'none', 'right'].map((key) => storage.read(key, isNumber))).toEqual([null, null, null, 7])
})
