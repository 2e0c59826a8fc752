import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createArrivals, followJitter } from './arrivals.ts'

test('in any order, and however often they arrive, the numbers taken of a type only grow, and no type holds up another', () => {
  const arrival = fc.record({ type: fc.constantFrom('a', 'b', 'c'), seq: fc.integer({ min: 1, max: 40 }) })
  fc.assert(
    fc.property(fc.array(arrival), (order) => {
      const arrivals = createArrivals()
      const taken: Record<string, number[]> = { a: [], b: [], c: [] }
      for (const { type, seq } of order) if (arrivals.isNewest(type, seq)) taken[type]?.push(seq)
      for (const [type, seqs] of Object.entries(taken)) {
        expect(seqs).toEqual([...new Set(seqs)].toSorted((one, other) => one - other))
        expect(seqs.at(-1) ?? 0).toBe(Math.max(0, ...order.filter((one) => one.type === type).map(({ seq }) => seq)))
      }
    }),
  )
})

test('a number that is missing below the highest is lost until it comes', () => {
  const arrivals = createArrivals()
  arrivals.note({ seq: 1, time: 0 }, 0)
  arrivals.note({ seq: 5, time: 0 }, 0)
  expect(arrivals.lost()).toBe(3)
  arrivals.note({ seq: 3, time: 0 }, 0)
  expect(arrivals.lost()).toBe(2)
})

test('jitter follows RFC 3550: even arrivals have none, however much the clocks differ', () => {
  const arrivals = createArrivals()
  expect(arrivals.jitter()).toBeNull()
  for (let seq = 1; seq <= 50; seq += 1) arrivals.note({ seq, time: seq * 16 }, 7_000 + seq * 16)
  expect(arrivals.jitter()).toBe(0)
  arrivals.note({ seq: 51, time: 51 * 16 }, 7_000 + 51 * 16 + 32)
  expect(arrivals.jitter()).toBe(2)
  arrivals.note({ seq: 52, time: 52 * 16 }, 7_000 + 52 * 16 + 32)
  expect(arrivals.jitter()).toBe(2 - 2 / 16)
})

test('jitter comes to a steady difference of transit', () => {
  let jitter = 0
  for (let turn = 0; turn < 500; turn += 1) jitter = followJitter(jitter, turn % 2 ? 50 : 60, turn % 2 ? 60 : 50)
  expect(jitter).toBeCloseTo(10)
})
