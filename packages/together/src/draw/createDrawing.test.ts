import { createFakeClock } from '@parley/protocol/testing'
import { expect, test } from 'vitest'
import { createFakeLine } from '../testing/fakeLine.ts'
import { randomFrom } from '../testing/randomFrom.ts'
import { createDrawing, type Drawing } from './createDrawing.ts'
import { withTail } from './strokes.ts'

let ids = 0

function createPair({ loss = 0 } = {}, seed = 1) {
  const clock = createFakeClock()
  const random = randomFrom(seed)
  const bulk = createFakeLine('bulk', clock, random, { spreadMs: 80 })
  const inputs = createFakeLine('inputs', clock, random, { loss, spreadMs: 80 })
  const side = (who: 'ada' | 'bob') =>
    createDrawing(inputs[who], bulk[who], { clock, randomId: () => `draw-run-${ids++}` })
  const both = (what: 'drop' | 'renew') => {
    bulk[what]()
    inputs[what]()
  }
  const scribble = (drawing: Drawing, steps: number) => {
    drawing.begin('theirs', { x: 0, y: random() })
    for (let step = 1; step <= steps; step += 1) {
      drawing.extend({ x: step / steps, y: random() })
      clock.advance(8)
    }
  }
  return { clock, bulk, inputs, both, side, scribble, ada: side('ada'), bob: side('bob') }
}

const lines = (drawing: Drawing) => drawing.getSnapshot().map(({ points }) => points)

test('a stroke is seen while it is drawn, and is the same in the end, though some of it was lost', () => {
  for (let seed = 1; seed <= 10; seed += 1) {
    const { clock, ada, bob, scribble } = createPair({ loss: 0.3 }, seed)
    scribble(ada, 300)
    const live = lines(bob)[0] ?? []
    expect(live.length).toBeGreaterThan(500)
    ada.end()
    clock.advance(1_000)
    expect(lines(bob)).toEqual(lines(ada))
    expect(bob.getSnapshot()[0]).toMatchObject({ by: 'them', on: 'mine' })
    expect(ada.getSnapshot()[0]).toMatchObject({ by: 'me', on: 'theirs' })
    expect(clock.pending).toBe(0)
  }
})

test('both draw at once, and either takes all of it away for both', () => {
  const { clock, ada, bob, scribble } = createPair()
  for (const drawing of [ada, bob, ada]) {
    scribble(drawing, 20)
    drawing.end()
  }
  clock.advance(500)
  expect([lines(ada).length, lines(bob).length]).toEqual([3, 3])
  bob.clear()
  expect(lines(bob)).toEqual([])
  clock.advance(500)
  expect(lines(ada)).toEqual([])
  // And draw on.
  scribble(ada, 5)
  ada.end()
  clock.advance(500)
  expect([lines(ada).length, lines(bob).length]).toEqual([1, 1])
})

test('strokes and clears made while apart are there in the next connection', () => {
  const { clock, ada, bob, both, scribble } = createPair()
  scribble(bob, 5)
  bob.end()
  clock.advance(500)
  both('drop')
  ada.clear()
  scribble(ada, 50)
  ada.end()
  clock.advance(500)
  expect([lines(ada).length, lines(bob).length]).toEqual([1, 1])
  both('renew')
  clock.advance(1_000)
  expect(lines(bob)).toEqual(lines(ada))
  expect(lines(bob)).toHaveLength(1)
})

test('after a reload of a page the other one shows the strokes made there, and brings its own again', () => {
  const { clock, ada, bob, both, side, scribble } = createPair()
  scribble(ada, 5)
  ada.end()
  scribble(bob, 5)
  bob.end()
  clock.advance(500)
  bob.close()
  both('drop')
  const anew = side('bob')
  both('renew')
  scribble(anew, 9)
  anew.end()
  clock.advance(1_000)
  expect(anew.getSnapshot().map(({ by }) => by)).toEqual(['me', 'them'])
  expect(ada.getSnapshot().map(({ by, points }) => [by, points.length])).toEqual([
    ['me', 12],
    ['them', 20],
  ])
})

test('once a screen is not shared any more nothing on it comes back', () => {
  const { clock, ada, bob, both, scribble } = createPair()
  scribble(ada, 5)
  ada.end()
  clock.advance(500)
  ada.forget('theirs')
  bob.forget('mine')
  both('drop')
  both('renew')
  clock.advance(500)
  expect([lines(ada), lines(bob)]).toEqual([[], []])
})

test('a stroke without end goes on as another one, and no more are kept than can be', () => {
  const { clock, ada, bob, scribble } = createPair()
  scribble(ada, 1_500)
  ada.end()
  clock.advance(500)
  expect(lines(ada)).toHaveLength(2)
  expect(lines(ada)[0]).toHaveLength(2_000)
  // It goes on where the first one ends.
  expect(lines(ada)[1]?.slice(0, 2)).toEqual(lines(ada)[0]?.slice(-2))
  expect(lines(bob)).toEqual(lines(ada))
  for (let n = 0; n < 250; n += 1) scribble(ada, 1)
  clock.advance(2_000)
  expect([lines(ada).length, lines(bob).length]).toEqual([200, 200])
})

test('a message that does not fit is not drawn, and a flood is bounded', () => {
  const { clock, bulk, inputs, ada } = createPair()
  const good = { run: 'hostile-run', n: 1, on: 'mine', points: [1, 2] }
  for (const bad of [{}, { ...good, points: [1] }, { ...good, points: [] }, { ...good, points: [1, 20_000] }]) {
    bulk.ada.deliver('draw.stroke', bad)
  }
  inputs.ada.deliver('draw', { ...good, at: 1_000 })
  bulk.ada.deliver('draw.stroke', { ...good, points: Array(2_002).fill(1) })
  bulk.ada.deliver('draw.clear', { run: 'hostile-run', upTo: -1, theirs: null })
  expect(lines(ada)).toEqual([])
  for (let n = 1; n <= 500; n += 1) bulk.ada.deliver('draw.stroke', { ...good, n })
  clock.advance(17)
  expect(lines(ada)).toHaveLength(200)
})

test('the missing part of a tail is a straight line for a while', () => {
  expect(withTail([0, 0], 3, [400, 800])).toEqual([0, 0, 133, 267, 267, 533, 400, 800])
  expect(withTail([0, 0, 10, 10], 1, [10, 10, 20, 20])).toEqual([0, 0, 10, 10, 20, 20])
  expect(withTail([0, 0, 10, 10, 20, 20], 0, [0, 0])).toEqual([0, 0, 10, 10, 20, 20])
  expect(withTail([], 5, [7, 7])).toEqual([7, 7])
})

test('T35: two hundred long strokes at once are drawn a frame’s worth at a time, the first ones first', () => {
  const { clock, bulk, ada } = createPair()
  let told = 0
  ada.subscribe(() => {
    told += 1
  })
  const points = Array.from({ length: 2_000 }, (_, at) => at)
  for (let n = 1; n <= 200; n += 1) bulk.ada.deliver('draw.stroke', { run: 'hostile-run', n, on: 'mine', points })
  expect([told, lines(ada).length]).toEqual([1, 1])
  clock.advance(17)
  expect([told, lines(ada).length]).toEqual([2, 9])
  clock.advance(1_000)
  expect([told <= 30, lines(ada).length]).toEqual([true, 200])
  expect(clock.pending).toBe(0)
})
