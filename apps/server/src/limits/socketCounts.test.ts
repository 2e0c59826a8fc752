import { expect, test } from 'vitest'
import { createSocketCounts } from './socketCounts.ts'

test('an address is full with as many as it may have, and only that one', () => {
  const sockets = createSocketCounts(2)
  const end = sockets.add('a')
  expect(sockets.isFull('a')).toBe(false)
  sockets.add('a')
  expect([sockets.isFull('a'), sockets.isFull('b')]).toEqual([true, false])
  end()
  expect(sockets.isFull('a')).toBe(false)
})

test('a connection that ends twice is counted once', () => {
  const sockets = createSocketCounts(2)
  const end = sockets.add('a')
  end()
  sockets.add('a')
  sockets.add('a')
  end()
  expect(sockets.isFull('a')).toBe(true)
})

test('an address without connections is forgotten', () => {
  const sockets = createSocketCounts(2)
  const ends = ['a', 'a', 'b'].map((address) => sockets.add(address))
  expect(sockets.size).toBe(2)
  for (const end of ends) end()
  expect(sockets.size).toBe(0)
})
