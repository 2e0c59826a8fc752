import { limits } from '@parley/protocol'
import { expect, test } from 'vitest'
import { createFakeClock } from '../testing/fakeClock.ts'
import { createNonces } from './nonces.ts'

const MEMORY_MS = 2 * limits.PROOF_AGE_MS

test('a nonce is used once, by each key', () => {
  const nonces = createNonces(createFakeClock())
  expect(nonces.take('key of ada', 'n')).toBe('fresh')
  expect(nonces.take('key of ada', 'n')).toBe('used')
  expect(nonces.take('key of ada', 'm')).toBe('fresh')
  expect(nonces.take('key of bob', 'n')).toBe('fresh')
})

test('it is remembered for as long as a proof could be used, and then forgotten', async () => {
  const clock = createFakeClock()
  const nonces = createNonces(clock)
  nonces.take('key', 'n')
  await clock.advance(MEMORY_MS)
  expect(nonces.take('key', 'n')).toBe('used')
  await clock.advance(1)
  expect(nonces.take('key', 'n')).toBe('fresh')
  expect(nonces.size).toBe(1)
})

test('a key that has used too many waits, others do not, and none is forgotten for it', async () => {
  const clock = createFakeClock()
  const nonces = createNonces(clock)
  nonces.take('other', 'n')
  let n = 0
  while (nonces.take('key', String(n)) === 'fresh') n += 1
  expect(n).toBeGreaterThan(100)
  expect(nonces.take('key', 'more')).toBe('full')
  expect(nonces.take('key', '0')).toBe('used')
  expect(nonces.take('other', 'n')).toBe('used')
  expect(nonces.take('other', 'm')).toBe('fresh')
  await clock.advance(MEMORY_MS + 1)
  expect(nonces.take('key', 'more')).toBe('fresh')
  expect(nonces.size).toBe(1)
})
