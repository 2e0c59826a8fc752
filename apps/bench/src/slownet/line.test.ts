import { createFakeClock } from '@parley/protocol/testing'
import { expect, test } from 'vitest'
import type { Conditions } from './conditions.ts'
import { createLine, type LineKind } from './line.ts'

/** @param chances the results of `random`, repeated */
function setUp(kind: LineKind, conditions: Partial<Conditions>, chances: number[] = [0.5]) {
  const clock = createFakeClock(0)
  let asked = 0
  const random = () => chances[asked++ % chances.length] ?? 0
  const line = createLine({ kind, conditions, clock, random })
  const arrived: string[] = []
  return {
    ...{ clock, line, arrived },
    send: (name: string, bytes = 100) => line.carry(bytes, () => arrived.push(`${name} ${clock.now()}`)),
  }
}

test('everything takes its time', () => {
  const { clock, arrived, send } = setUp('packets', { delayMs: 40 })
  send('a')
  clock.advance(10)
  send('b')
  clock.advance(100)
  expect(arrived).toEqual(['a 40', 'b 50'])
})

test('packets of the same moment keep their order', () => {
  const { clock, arrived, send } = setUp('packets', { delayMs: 5 })
  for (const name of 'abc') send(name)
  clock.advance(5)
  expect(arrived).toEqual(['a 5', 'b 5', 'c 5'])
})

test('a packet that comes faster than the rate waits for its turn', () => {
  const { clock, arrived, send } = setUp('packets', { delayMs: 10, bytesPerSecond: 1_000 })
  send('a')
  send('b')
  clock.advance(1_000)
  send('c')
  clock.advance(1_000)
  expect(arrived).toEqual(['a 110', 'b 210', 'c 1110'])
})

test('with jitter packets overtake each other', () => {
  const { clock, arrived, send } = setUp('packets', { delayMs: 10, jitterMs: 10 }, [0.9, 0.1])
  send('a')
  send('b')
  clock.advance(30)
  expect(arrived).toEqual(['b 11', 'a 19'])
})

test('with jitter a stream keeps its order', () => {
  const { clock, arrived, send } = setUp('stream', { delayMs: 10, jitterMs: 10 }, [0.9, 0.1])
  send('a')
  send('b')
  clock.advance(30)
  expect(arrived).toEqual(['a 19', 'b 19'])
})

test('a lost packet never arrives', () => {
  const { clock, arrived, send, line } = setUp('packets', { loss: 0.05 }, [0.04, 0.06])
  send('a')
  send('b')
  clock.advance(1)
  expect(arrived).toEqual(['b 0'])
  expect(line.counts).toEqual({ came: 2, lost: 1 })
})

test('data that a stream loses comes later, and all that is behind it waits', () => {
  const { clock, arrived, send } = setUp('stream', { delayMs: 10, loss: 0.05 }, [0.04, 0.06])
  send('a')
  send('b')
  clock.advance(500)
  expect(arrived).toEqual(['a 210', 'b 210'])
})

test('the more segments a stream carries at once, the likelier one of them is lost', () => {
  const { clock, arrived, send } = setUp('stream', { loss: 0.05 }, [0.09])
  send('one segment', 1_400)
  send('two segments', 2_800)
  clock.advance(500)
  expect(arrived).toEqual(['one segment 0', 'two segments 200'])
})

test('more than fits is lost, and does not pile up', () => {
  const { clock, arrived, send, line } = setUp('packets', { delayMs: 10 })
  send('a', 4 * 1024 * 1024)
  send('b')
  expect(line.underWay).toBe(4 * 1024 * 1024)
  clock.advance(10)
  send('c')
  clock.advance(10)
  expect(arrived).toEqual(['a 10', 'c 20'])
  expect(line.underWay).toBe(0)
})

test('changed conditions are for later packets', () => {
  const { clock, arrived, send, line } = setUp('packets', { delayMs: 40 })
  send('a')
  line.change({ delayMs: 10 })
  send('b')
  clock.advance(40)
  expect(arrived).toEqual(['b 10', 'a 40'])
})

test('a closed line carries nothing and leaves no timer', () => {
  const { clock, arrived, send, line } = setUp('packets', { delayMs: 40 })
  send('a')
  line.close()
  send('b')
  expect(clock.pending).toBe(0)
  clock.advance(100)
  expect(arrived).toEqual([])
})
