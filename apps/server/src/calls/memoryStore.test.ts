import { expect, test } from 'vitest'
import { createExpiringMap } from '../expiringMap.ts'
import { createMemoryCallStore } from './memoryStore.ts'
import { describeCallStore } from './testing/callStoreContract.ts'

describeCallStore('calls in memory', createMemoryCallStore)

test('a flood of ended calls leaves a bounded memory of the newest', () => {
  const tombstones = createExpiringMap<number>({ now: () => 0, keepMs: 1000, max: 100 })
  for (let n = 0; n < 1000; n += 1) tombstones.set(`call-${n}`, n)
  expect(tombstones.size()).toBe(100)
  expect(tombstones.get('call-899')).toBeUndefined()
  expect(tombstones.get('call-900')).toBe(900)
})
