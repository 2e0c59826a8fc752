import { createFakeClock } from '@parley/protocol/testing'
import { afterEach, expect, test } from 'vitest'
import { bytesOf, createFakeSource, digestOf, FakeSink, settle } from '../testing/fakeFiles.ts'
import { createFakeLine, type FakeChannel, type Faults } from '../testing/fakeLine.ts'
import { randomFrom } from '../testing/randomFrom.ts'
import { createFiles, type Files } from './createFiles.ts'
import { CHUNK_BYTES, encodeChunk } from './fileMessages.ts'
import type { OpenedSink } from './ports.ts'

let ids = 0
const opened: Files[] = []
afterEach(() => {
  for (const files of opened.splice(0)) files.close()
})

function createPair(faults: Faults = {}, seed = 1) {
  const clock = createFakeClock()
  const line = createFakeLine('bulk', clock, randomFrom(seed), faults)
  const sinks: FakeSink[] = []
  const disk = { answer: 'sink' as 'sink' | 'dismissed' | 'tooLarge', room: Number.POSITIVE_INFINITY }
  const open = async (): Promise<OpenedSink> => {
    await Promise.resolve()
    if (disk.answer !== 'sink') return disk.answer
    const sink = new FakeSink()
    sink.room = disk.room
    sinks.push(sink)
    return sink
  }
  const side = (channel: FakeChannel) => {
    const randomId = () => (ids++).toString(16).padStart(16, '0')
    const files = createFiles(channel, { clock, randomId, openSink: open })
    opened.push(files)
    return files
  }
  const run = async (ms: number) => {
    // What was begun just now goes on before any time passes.
    await settle()
    await clock.advanceSettling(ms, settle)
  }
  return { clock, line, side, ada: side(line.ada), bob: side(line.bob), sinks, disk, run }
}

/** By name: what is offered at the same moment may arrive in any order. */
const byName = (files: Files) => files.getSnapshot().toSorted((a, b) => (a.name < b.name ? -1 : 1))
const states = (files: Files) => byName(files).map(({ state }) => state)
const first = (files: Files) => {
  const [file] = files.getSnapshot()
  if (!file) throw new Error('No file')
  return file
}
const sizes = [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2_000_000]

test.each(sizes)('%i bytes arrive whole, unordered and repeated as they may come', async (size) => {
  const { ada, bob, sinks, run } = createPair({ repeat: 0.2, spreadMs: 60 })
  const bytes = bytesOf(size)
  ada.offer([createFakeSource('../a\u202e/notes.pdf', bytes)])
  await run(200)
  expect(first(bob)).toMatchObject({ from: 'them', name: 'notes.pdf', size, state: 'offered', bytes: 0 })
  bob.accept(first(bob).id)
  await run(30_000)
  expect([states(ada), states(bob)]).toEqual([['done'], ['done']])
  expect(digestOf(sinks[0]?.bytes ?? bytesOf(1))).toBe(digestOf(bytes))
  expect([sinks[0]?.state, sinks[0]?.saved, first(bob).savable]).toEqual(['finished', 1, true])
  expect([first(ada).bytes, first(bob).bytes]).toEqual([size, size])
})

test('several go at once, both ways, and none waits for another', async () => {
  const { ada, bob, sinks, run } = createPair()
  const all = [1, 2, 3].map((seed) => bytesOf(700_000, seed))
  ada.offer(all.map((bytes, n) => createFakeSource(`a${n}`, bytes)))
  bob.offer([createFakeSource('b', bytesOf(500_000, 9))])
  await run(100)
  for (const files of [ada, bob]) {
    for (const { id, from } of files.getSnapshot()) if (from === 'them') files.accept(id)
  }
  await run(100)
  expect(bob.getSnapshot().filter(({ from, bytes }) => from === 'them' && bytes > 0)).toHaveLength(3)
  await run(30_000)
  expect([...states(ada), ...states(bob)]).toEqual(Array(8).fill('done'))
  const digests = sinks.map(({ bytes }) => digestOf(bytes)).toSorted()
  expect(digests).toEqual([...all, bytesOf(500_000, 9)].map(digestOf).toSorted())
})

test('lost with its connection again and again, a file goes on from the part that is kept', async () => {
  for (let seed = 1; seed <= 4; seed += 1) {
    const { line, ada, bob, sinks, run } = createPair({ spreadMs: 50 }, seed)
    const random = randomFrom(seed)
    const bytes = bytesOf(3_000_000, seed)
    ada.offer([createFakeSource('x', bytes)])
    await run(100)
    bob.accept(first(bob).id)
    for (let cut = 0; cut < 6; cut += 1) {
      await run(20 + random() * 150)
      line.drop()
      await run(random() * 2_000)
      line.renew()
    }
    await run(30_000)
    expect([states(ada), states(bob)]).toEqual([['done'], ['done']])
    expect(digestOf(sinks[0]?.bytes ?? bytesOf(1))).toBe(digestOf(bytes))
    const sent = line.ada.sent.filter(({ type }) => type === 'file.chunk').length
    // Not from the beginning: at most what was under way each time is sent again.
    expect(sent).toBeLessThan(2 * Math.ceil(bytes.length / CHUNK_BYTES))
  }
}, 60_000)

test('a path that is cut for a while only holds it up', async () => {
  const { line, ada, bob, run } = createPair()
  ada.offer([createFakeSource('x', bytesOf(2_000_000))])
  await run(100)
  bob.accept(first(bob).id)
  await run(100)
  line.cut()
  await run(20_000)
  const { bytes } = first(bob)
  await run(5_000)
  expect(first(bob).bytes).toBe(bytes)
  line.mend()
  await run(20_000)
  expect([states(ada), states(bob)]).toEqual([['done'], ['done']])
})

test.each([
  ['the sender', 'ada'],
  ['the receiver', 'bob'],
] as const)('%s of a file can pause it, go on, and cancel it', async (_, who) => {
  const { ada, bob, sinks, run } = createPair()
  const [own, other] = who === 'ada' ? [ada, bob] : [bob, ada]
  ada.offer([createFakeSource('x', bytesOf(20_000_000))])
  await run(100)
  bob.accept(first(bob).id)
  await run(300)
  own.pause(first(own).id, true)
  await run(500)
  const { bytes } = first(bob)
  expect(bytes).toBeGreaterThan(0)
  await run(5_000)
  expect(first(bob)).toMatchObject({ bytes, state: 'moving' })
  expect([first(own).pausedByMe, first(other).pausedByThem]).toEqual([true, true])
  own.pause(first(own).id, false)
  await run(400)
  expect(first(bob).bytes).toBeGreaterThan(bytes)
  own.cancel(first(own).id)
  await run(500)
  expect([states(ada), states(bob), sinks[0]?.state]).toEqual([['cancelled'], ['cancelled'], 'discarded'])
})

test('a pause outlives the connection', async () => {
  const { line, ada, bob, run } = createPair()
  ada.offer([createFakeSource('x', bytesOf(5_000_000))])
  await run(100)
  bob.accept(first(bob).id)
  await run(100)
  bob.pause(first(bob).id, true)
  line.drop()
  line.renew()
  await run(1_000)
  const { bytes } = first(bob)
  await run(5_000)
  expect([first(bob).bytes, first(ada).pausedByThem]).toEqual([bytes, true])
  bob.pause(first(bob).id, false)
  await run(20_000)
  expect([states(ada), states(bob)]).toEqual([['done'], ['done']])
})

test('a file that is declined, cancelled or finished while apart is known as such to both afterwards', async () => {
  const { line, ada, bob, run } = createPair()
  ada.offer(['declined', 'cancelled', 'done'].map((name) => createFakeSource(name, bytesOf(100_000))))
  await run(100)
  const id = (files: Files, name: string) => files.getSnapshot().find((file) => file.name === name)?.id ?? ''
  bob.accept(id(bob, 'done'))
  await run(60)
  line.drop()
  bob.decline(id(bob, 'declined'))
  ada.cancel(id(ada, 'cancelled'))
  await run(1_000)
  line.renew()
  await run(5_000)
  expect([states(ada), states(bob)]).toEqual([
    ['cancelled', 'declined', 'done'],
    ['cancelled', 'declined', 'done'],
  ])
})

test('after a reload of the sender its file is told as stopped, and nothing of it is kept', async () => {
  const { line, side, ada, bob, sinks, run } = createPair()
  ada.offer([createFakeSource('x', bytesOf(5_000_000))])
  await run(100)
  bob.accept(first(bob).id)
  await run(100)
  ada.close()
  line.drop()
  const anew = side(line.ada)
  line.renew()
  await run(1_000)
  expect([states(anew), states(bob), sinks[0]?.state]).toEqual([[], ['stopped'], 'discarded'])
})

test('after a reload of the receiver it is offered again, and arrives from its beginning', async () => {
  const { line, side, ada, bob, sinks, run } = createPair()
  const bytes = bytesOf(3_000_000)
  ada.offer([createFakeSource('x', bytes)])
  await run(100)
  bob.accept(first(bob).id)
  await run(150)
  bob.close()
  line.drop()
  const anew = side(line.bob)
  line.renew()
  await run(1_000)
  expect([states(ada), states(anew)]).toEqual([['offered'], ['offered']])
  anew.accept(first(anew).id)
  await run(30_000)
  expect([states(ada), states(anew), sinks[0]?.state]).toEqual([['done'], ['done'], 'discarded'])
  expect(digestOf(sinks[1]?.bytes ?? bytesOf(1))).toBe(digestOf(bytes))
})

test('a file that changed on its way is told as damaged, to both, and not offered', async () => {
  const { line, ada, bob, sinks, run } = createPair()
  const bytes = bytesOf(100_000)
  ada.offer([createFakeSource('x', bytes)])
  await run(100)
  const { id } = first(bob)
  bob.accept(id)
  await run(1)
  line.bob.deliver('file.chunk', encodeChunk({ id, offset: 0, bytes: new Uint8Array(CHUNK_BYTES) }))
  await run(5_000)
  expect([states(ada), states(bob)]).toEqual([['damaged'], ['damaged']])
  expect([sinks[0]?.state, sinks[0]?.saved, first(bob).savable]).toEqual(['discarded', 0, false])
})

test('no room, no place and no longer readable end it in words of their own; a chooser that is dismissed does not', async () => {
  const { ada, bob, disk, sinks, run } = createPair()
  const source = createFakeSource('unreadable', bytesOf(3_000_000))
  ada.offer([createFakeSource('noRoom', bytesOf(500_000)), createFakeSource('tooLarge', bytesOf(10)), source])
  await run(100)
  const [noRoom = '', tooLarge = '', unreadable = ''] = byName(bob).map(({ id }) => id)
  disk.answer = 'dismissed'
  bob.accept(noRoom)
  await run(100)
  expect(states(bob)[0]).toBe('offered')
  Object.assign(disk, { answer: 'sink', room: 200_000 })
  bob.accept(noRoom)
  await run(2_000)
  disk.answer = 'tooLarge'
  bob.accept(tooLarge)
  await run(100)
  Object.assign(disk, { answer: 'sink', room: 1e9 })
  await run(100)
  source.fail = true
  bob.accept(unreadable)
  await run(2_000)
  for (const files of [ada, bob]) expect(states(files)).toEqual(['noRoom', 'tooLarge', 'unreadable'])
  expect(sinks.every(({ state }) => state === 'discarded')).toBe(true)
})

test('a slow line is never given more than a small queue, and a fast one is filled', async () => {
  const { line, ada, bob, run } = createPair({ delayMs: 20, spreadMs: 0 })
  ada.offer([createFakeSource('x', bytesOf(10_000_000))])
  await run(100)
  bob.accept(first(bob).id)
  await run(1_000)
  expect(first(bob).rate).toBeGreaterThan(2_000_000)
  // Nothing comes back: no more than the window leaves.
  line.cut()
  const before = line.ada.sent.length
  await run(10_000)
  expect((line.ada.sent.length - before) * CHUNK_BYTES).toBeLessThanOrEqual(1_100_000)
})

test('hostile messages change nothing, and memory for a flood is bounded', async () => {
  const { line, ada, bob, sinks, run } = createPair()
  const id = 'f'.repeat(16)
  const offer = { id, name: 'x', size: 1_000_000, type: '', paused: false }
  for (const bad of [null, [], {}, { ...offer, id: '../x' }, { ...offer, size: -1 }, { ...offer, size: 1.5 }]) {
    line.bob.deliver('file.offer', bad)
  }
  line.bob.deliver('file.offer', { ...offer, name: 'x'.repeat(300) })
  line.bob.deliver('file.want', { id, from: 1e9, paused: false })
  line.bob.deliver('file.over', { id, as: 'done' })
  line.bob.deliver('file.chunk', new ArrayBuffer(7))
  expect(bob.getSnapshot()).toEqual([])
  for (let n = 0; n < 300; n += 1) {
    line.bob.deliver('file.offer', { ...offer, id: n.toString(16).padStart(16, '0') })
  }
  await run(20)
  expect(bob.getSnapshot()).toHaveLength(40)
  const [victim = ''] = bob.getSnapshot().map((file) => file.id)
  bob.accept(victim)
  await run(10)
  for (let n = 0; n < 5_000; n += 1) {
    const bytes = new Uint8Array(1)
    line.bob.deliver('file.chunk', encodeChunk({ id: victim, offset: 900_000 + n, bytes }))
    line.bob.deliver('file.chunk', encodeChunk({ id: victim, offset: 5e12 + n, bytes }))
  }
  line.bob.deliver('file.end', { id: victim, digest: '0'.repeat(64) })
  await run(10)
  expect([first(bob).bytes, first(bob).state, sinks[0]?.bytes.length]).toEqual([0, 'moving', 0])
  // A receiver that claims to have what never left, or to be done before anything was sent.
  ada.offer([createFakeSource('y', bytesOf(500_000))])
  const mine = first(ada).id
  line.ada.deliver('file.want', { id: mine, from: 400_000, paused: false })
  line.ada.deliver('file.over', { id: mine, as: 'done' })
  expect(states(ada)).toEqual(['offered'])
})

test('an offer under the name of a file of one’s own is none, so that cancelling means the right file', async () => {
  const { line, ada } = createPair()
  ada.offer([createFakeSource('mine', bytesOf(500_000))])
  const { id } = first(ada)
  line.ada.deliver('file.offer', { id, name: 'theirs', size: 1e12, type: '', paused: false })
  expect(ada.getSnapshot().map(({ name }) => name)).toEqual(['mine'])
})

test('T35: a thousand offers at once make the list grow once, and are shown within two frames', async () => {
  const { line, bob, run } = createPair()
  let told = 0
  bob.subscribe(() => {
    told += 1
  })
  for (let n = 0; n < 1_000; n += 1) {
    const id = n.toString(16).padStart(16, '0')
    line.bob.deliver('file.offer', { id, name: 'x', size: 1, type: '', paused: false })
  }
  expect(told).toBeLessThanOrEqual(1)
  await run(34)
  expect([told <= 2, bob.getSnapshot().length]).toEqual([true, 40])
})
