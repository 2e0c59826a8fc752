import { createFakeClock } from '@parley/protocol/testing'
import { afterEach, expect, test } from 'vitest'
import { bytesOf, createFakeSource, FakeSink, settle } from '../testing/fakeFiles.ts'
import { createFakeLine, type FakeChannel, type Faults } from '../testing/fakeLine.ts'
import { randomFrom } from '../testing/randomFrom.ts'
import { createFiles, type Files } from './createFiles.ts'

let ids = 0
const opened: Files[] = []
afterEach(() => {
  for (const files of opened.splice(0)) files.close()
})

function createPair(faults: Faults = {}) {
  const clock = createFakeClock()
  const line = createFakeLine('bulk', clock, randomFrom(1), faults)
  const asked: { name: string; ask: boolean }[] = []
  const side = (channel: FakeChannel) => {
    const randomId = () => (ids++).toString(16).padStart(16, '0')
    const openSink = async ({ name, ask }: { name: string; ask: boolean }) => {
      asked.push({ name, ask })
      return new FakeSink()
    }
    const files = createFiles(channel, { clock, randomId, openSink })
    opened.push(files)
    return files
  }
  const run = async (ms: number) => {
    await settle()
    await clock.advanceSettling(ms, settle)
  }
  return { line, side, ada: side(line.ada), bob: side(line.bob), asked, run }
}

const nameOf = (n: number) => `photo-${String(n).padStart(3, '0')}.jpg`
const photos = (count: number, size = 20_000) =>
  Array.from({ length: count }, (_, n) => createFakeSource(nameOf(n + 1), bytesOf(size, n + 1)))
const batchOf = (files: Files) => {
  const [batch] = files.batches.getSnapshot()
  if (!batch) throw new Error('No batch')
  return batch
}
const inState = (files: Files, state: string) => files.getSnapshot().filter((file) => file.state === state)

test('200 files dropped at once all arrive, in their order, after one press; both see how many', async () => {
  const { ada, bob, asked, run } = createPair({ spreadMs: 40 })
  expect(ada.offer(photos(200))).toBe(200)
  await run(200)
  expect([inState(ada, 'offered').length, inState(ada, 'waiting').length]).toEqual([20, 180])
  expect(ada.getSnapshot()).toHaveLength(200)
  expect(bob.getSnapshot().map(({ name }) => name)).toEqual(Array.from({ length: 20 }, (_, n) => nameOf(n + 1)))
  for (const files of [ada, bob]) {
    expect(batchOf(files)).toMatchObject({ count: 200, size: 4_000_000, done: 0, bytes: 0, state: 'asked' })
  }
  bob.acceptAll(batchOf(bob).id)
  await run(1_000)
  expect(batchOf(bob).state).toBe('moving')
  expect(batchOf(bob).done).toBeGreaterThan(0)
  await run(60_000)
  for (const files of [ada, bob]) {
    expect(batchOf(files)).toMatchObject({ count: 200, done: 200, failed: 0, bytes: 4_000_000, state: 'over' })
  }
  expect(inState(ada, 'done')).toHaveLength(200)
  // Every file has been opened once, nearly in the order in which it was dropped, and nobody was asked where.
  const places = asked.map(({ name }) => Number(name.slice(6, 9)))
  expect(places.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1))
  for (const [at, place] of places.entries()) expect(Math.abs(place - 1 - at)).toBeLessThanOrEqual(20)
  expect(asked.some(({ ask }) => ask)).toBe(false)
})

test('of files that are sent together the first ones arrive first, and a file sent alone meanwhile does not wait', async () => {
  const { ada, bob, run } = createPair()
  ada.offer(photos(12, 400_000))
  await run(100)
  bob.acceptAll(batchOf(bob).id)
  await run(100)
  ada.offer([createFakeSource('alone', bytesOf(50_000))])
  await run(100)
  const alone = () => bob.getSnapshot().find(({ name }) => name === 'alone')
  bob.accept(alone()?.id ?? '')
  await run(300)
  expect(alone()?.state).toBe('done')
  const begun = bob.getSnapshot().filter(({ batch, bytes, state }) => batch !== null && bytes > 0 && state !== 'done')
  expect(begun.length).toBeLessThanOrEqual(6)
  await run(20_000)
  expect(batchOf(bob)).toMatchObject({ done: 12, state: 'over' })
})

test('a file of many can be declined or cancelled by itself, and the next ones come all the same', async () => {
  const { ada, bob, run } = createPair()
  ada.offer(photos(60))
  await run(100)
  const [first, second] = bob.getSnapshot()
  bob.decline(first?.id ?? '')
  ada.cancel(second?.id ?? '')
  const last = ada.getSnapshot().at(-1)
  ada.cancel(last?.id ?? '')
  bob.acceptAll(batchOf(bob).id)
  await run(30_000)
  expect(batchOf(ada)).toMatchObject({ done: 57, failed: 3, state: 'over' })
  expect(batchOf(bob)).toMatchObject({ done: 57, failed: 2 })
})

test('declining all declines what comes later too', async () => {
  const { ada, bob, asked, run } = createPair()
  ada.offer(photos(70))
  await run(100)
  bob.declineAll(batchOf(bob).id)
  await run(5_000)
  expect(batchOf(ada)).toMatchObject({ done: 0, failed: 70, state: 'over' })
  expect(inState(ada, 'declined')).toHaveLength(70)
  expect([batchOf(bob).state, asked]).toEqual(['over', []])
})

test.each(['ada', 'bob'] as const)('cancelling all by %s ends it on both sides', async (who) => {
  const { ada, bob, run } = createPair()
  ada.offer(photos(100, 200_000))
  await run(100)
  bob.acceptAll(batchOf(bob).id)
  await run(500)
  const own = who === 'ada' ? ada : bob
  own.cancelAll(batchOf(own).id)
  await run(10_000)
  expect([batchOf(ada).state, batchOf(bob).state]).toEqual(['over', 'over'])
  expect(batchOf(ada).done + batchOf(ada).failed).toBe(100)
  // Files that had arrived before the word of the cancelling came are kept.
  expect(batchOf(ada).done).toBeLessThanOrEqual(batchOf(bob).done)
  expect(batchOf(bob).done).toBeLessThan(100)
})

test('the queue outlives the connection', async () => {
  const { line, ada, bob, run } = createPair({ spreadMs: 50 })
  ada.offer(photos(90))
  await run(100)
  bob.acceptAll(batchOf(bob).id)
  for (let cut = 0; cut < 4; cut += 1) {
    await run(200)
    line.drop()
    await run(500)
    line.renew()
  }
  await run(60_000)
  expect([batchOf(ada).done, batchOf(bob).done, batchOf(bob).state]).toEqual([90, 90, 'over'])
})

test('after a reload of the sender its files are told as stopped, and no more are awaited', async () => {
  const { line, side, ada, bob, run } = createPair()
  ada.offer(photos(100, 200_000))
  await run(100)
  bob.acceptAll(batchOf(bob).id)
  await run(500)
  ada.close()
  line.drop()
  side(line.ada)
  line.renew()
  await run(2_000)
  expect(batchOf(bob).state).toBe('over')
  expect(batchOf(bob).done).toBeLessThan(100)
})

test('more files than may wait are not taken, and it is told how many were', async () => {
  const { ada, run } = createPair()
  expect(ada.offer(photos(1_500, 1))).toBe(1_000)
  expect(ada.offer(photos(100, 1))).toBe(20)
  expect(ada.offer(photos(1, 1))).toBe(0)
  await run(100)
  expect(inState(ada, 'offered')).toHaveLength(20)
})

test('who accepts all accepts so many files and bytes as were shown, however many come', async () => {
  const { line, bob, run, asked } = createPair()
  const batch = { id: 'b'.repeat(16), count: 3, size: 300 }
  let n = 0
  const offer = (size: number, over = {}) => {
    n += 1
    const id = n.toString(16).padStart(16, 'a')
    const about = { id, name: `x${n}`, size, type: '', paused: false }
    line.bob.deliver('file.offer', { ...about, batch: { ...batch, n: 1, ...over } })
  }
  offer(100)
  bob.acceptAll(batch.id)
  await run(10)
  offer(5_000_000, { size: 1e15, count: 1_000 })
  offer(100)
  offer(100)
  offer(1)
  await run(10)
  expect(asked.map(({ name }) => name)).toEqual(['x1', 'x3', 'x4'])
  expect(batchOf(bob)).toMatchObject({ count: 3, size: 300 })
  for (const bad of [{ n: 0 }, { n: 1_001 }, { count: 1 }, { count: 1_001 }, { size: -1 }, { id: 'x' }]) offer(1, bad)
  await run(10)
  expect(bob.getSnapshot()).toHaveLength(5)
})

test('a flood of batches is bounded', async () => {
  const { line, bob, run } = createPair()
  for (let n = 0; n < 1_000; n += 1) {
    const id = n.toString(16).padStart(16, '0')
    const batch = { id: n.toString(16).padStart(16, 'f'), n: 1, count: 2, size: 10 }
    line.bob.deliver('file.offer', { id, name: 'x', size: 1, type: '', paused: false, batch })
    if (n % 2 === 0) bob.decline(id)
  }
  await run(10)
  expect(bob.getSnapshot().length).toBeLessThanOrEqual(100)
  expect(bob.batches.getSnapshot().length).toBeLessThanOrEqual(100)
})
