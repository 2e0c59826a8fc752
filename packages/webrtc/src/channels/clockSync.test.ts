import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseSample, createClockSync, sampleClock } from './clockSync.ts'

const ms = fc.integer({ min: 0, max: 5_000 })
const clockDifference = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 })

test('however unequal the two ways are, the offset is wrong by half of their difference, within half of the delay', () => {
  fc.assert(
    fc.property(clockDifference, ms, ms, ms, (difference, there, lay, back) => {
      const t1 = 1_000_000
      const t2 = t1 + there + difference
      const sample = sampleClock(t1, t2, t2 + lay, t1 + there + lay + back)
      expect(sample.delay).toBe(there + back)
      expect(sample.offset - difference).toBe((there - back) / 2)
      expect(Math.abs(sample.offset - difference)).toBeLessThanOrEqual(sample.delay / 2)
    }),
  )
})

test('of many samples the one with the least delay is believed, the round trip is their median', () => {
  const sync = createClockSync()
  expect([sync.offset(), sync.roundTrip()]).toEqual([null, null])
  // Ten ms there; back it takes ten, and what a queue adds.
  const queues = [300, 40, 0, 200, 90]
  queues.forEach((queue, seq) => {
    const t1 = seq * 1_000
    sync.asked(seq, t1)
    sync.answered(seq, t1 + 10 + 5_000, t1 + 10 + 5_000, t1 + 20 + queue)
  })
  expect(sync.offset()).toBe(5_000)
  expect(sync.roundTrip()).toBe(110)
})

test('only the latest samples count, so that a clock that is set is followed', () => {
  const sync = createClockSync()
  const ask = (seq: number, difference: number, delay: number) => {
    sync.asked(seq, 0)
    sync.answered(seq, delay / 2 + difference, delay / 2 + difference, delay)
  }
  ask(0, 100, 2)
  for (let seq = 1; seq <= 7; seq += 1) ask(seq, 900, 20)
  expect(sync.offset()).toBe(100)
  ask(8, 900, 20)
  expect(sync.offset()).toBe(900)
})

test('an answer that nobody asked for, that comes twice, or that cannot be says nothing', () => {
  const sync = createClockSync()
  sync.answered(1, 0, 0, 0)
  sync.asked(1, 1_000)
  // It has lain at the other side for longer than it was away; sent before it arrived.
  sync.answered(1, 0, 5_000, 1_010)
  sync.asked(2, 1_000)
  sync.answered(2, 10, 5, 1_010)
  expect(sync.offset()).toBeNull()
  sync.asked(3, 1_000)
  sync.answered(3, 1_005, 1_005, 1_010)
  sync.answered(3, 9_005, 9_005, 1_010)
  expect([sync.offset(), sync.roundTrip()]).toEqual([0, 10])
})

test('of pings that are never answered only the latest are remembered', () => {
  const sync = createClockSync()
  for (let seq = 1; seq <= 17; seq += 1) sync.asked(seq, 0)
  sync.answered(1, 1, 1, 2)
  expect(sync.offset()).toBeNull()
  sync.answered(2, 1, 1, 2)
  expect(sync.offset()).toBe(0)
})

test('without samples there is nothing to choose', () => {
  expect(chooseSample([])).toBeNull()
})
