import { createFakeClock, type FakeClock } from '@parley/protocol/testing'
import { expect, test } from 'vitest'
import { createFakeLine, type Faults } from '../testing/fakeLine.ts'
import { randomFrom } from '../testing/randomFrom.ts'
import { type Chat, createChat } from './createChat.ts'

let ids = 0
const chatOf = (clock: FakeClock, channel: Parameters<typeof createChat>[0]) =>
  createChat(channel, { clock, randomId: () => `chat-run-${ids++}` })

function createPair(faults: Faults = {}, seed = 1) {
  const clock = createFakeClock()
  const line = createFakeLine('bulk', clock, randomFrom(seed), faults)
  return { clock, line, ada: chatOf(clock, line.ada), bob: chatOf(clock, line.bob) }
}

const texts = (chat: Chat, from: 'me' | 'them') =>
  chat.getSnapshot().flatMap((message) => (message.from === from ? [message.text] : []))
const allDelivered = (chat: Chat) => chat.getSnapshot().every(({ delivered }) => delivered)

test('a message is shown at once, arrives with its time, and is then delivered', () => {
  const { clock, ada, bob } = createPair()
  const before = ada.getSnapshot()
  let told = 0
  ada.subscribe(() => {
    told += 1
  })
  expect(ada.send('  hello\r\nyou ')).toBe(true)
  expect(ada.getSnapshot()).toMatchObject([{ from: 'me', text: 'hello\nyou', delivered: false, at: clock.now() }])
  expect(before).toEqual([])
  clock.advance(100)
  expect(bob.getSnapshot()).toMatchObject([{ from: 'them', text: 'hello\nyou' }])
  expect(allDelivered(ada)).toBe(true)
  expect(told).toBe(2)
})

test('out of order and repeated, messages are shown once each and in the order in which they were written', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const { clock, ada, bob } = createPair({ spreadMs: 400, repeat: 0.3 }, seed)
    const written = Array.from({ length: 50 }, (_, n) => `message ${n}`)
    for (const text of written) {
      ada.send(text)
      clock.advance(7)
    }
    bob.send('yes')
    clock.advance(20_000)
    expect(texts(bob, 'them')).toEqual(written)
    expect(texts(ada, 'them')).toEqual(['yes'])
    expect([allDelivered(ada), allDelivered(bob)]).toEqual([true, true])
    expect(clock.pending).toBe(0)
  }
})

test('a message written while apart waits, and arrives when a connection is there again', () => {
  const { clock, line, ada, bob } = createPair()
  ada.send('one')
  // Lost with its connection.
  line.drop()
  ada.send('two')
  clock.advance(60_000)
  expect(texts(bob, 'them')).toEqual([])
  expect(allDelivered(ada)).toBe(false)
  line.renew()
  clock.advance(1_000)
  expect(texts(bob, 'them')).toEqual(['one', 'two'])
  expect(allDelivered(ada)).toBe(true)
  // It says when it was written, not when it came.
  expect((bob.getSnapshot()[1]?.at ?? 0) - (ada.getSnapshot()[1]?.at ?? 0)).toBeLessThan(100)
})

test('a message shows when it was written, and keeps its place, though either clock is set meanwhile', () => {
  const clocks = [createFakeClock(5_000), createFakeClock(900)] as const
  const line = createFakeLine('bulk', clocks[0], randomFrom(1))
  const [ada, bob] = [chatOf(clocks[0], line.ada), chatOf(clocks[1], line.bob)]
  line.drop()
  const written = clocks[0].wall()
  ada.send('held up')
  clocks[0].step(-3_600_000)
  clocks[0].advance(20_000)
  clocks[1].advance(20_000)
  clocks[1].step(3_600_000)
  line.renew()
  clocks[0].advance(1_000)
  expect(ada.getSnapshot()).toMatchObject([{ text: 'held up', wall: written }])
  const [held] = bob.getSnapshot()
  // By Bob's clock, which nobody sets back for him, and about twenty seconds before it came.
  expect(Math.abs(clocks[1].wall() - (held?.wall ?? 0) - 20_000)).toBeLessThan(2_000)
  expect(Math.abs(clocks[1].now() - (held?.at ?? 0) - 20_000)).toBeLessThan(2_000)
})

test('an acknowledgement that is lost is given again, and the message is not shown again', () => {
  const { clock, line, ada, bob } = createPair({ delayMs: 50, spreadMs: 0 })
  ada.send('once')
  clock.advance(60)
  expect(texts(bob, 'them')).toEqual(['once'])
  line.drop()
  line.renew()
  clock.advance(1_000)
  expect(texts(bob, 'them')).toEqual(['once'])
  expect(allDelivered(ada)).toBe(true)
})

test('a path that is cut holds messages up; nothing is lost or shown twice', () => {
  const { clock, line, ada, bob } = createPair()
  line.cut()
  ada.send('held up')
  clock.advance(20_000)
  expect(allDelivered(ada)).toBe(false)
  line.mend()
  clock.advance(1_000)
  expect(texts(bob, 'them')).toEqual(['held up'])
  expect(allDelivered(ada)).toBe(true)
})

test('a listener that comes later still gets it', () => {
  const clock = createFakeClock()
  const line = createFakeLine('bulk', clock, randomFrom(1))
  const ada = chatOf(clock, line.ada)
  ada.send('early')
  clock.advance(1_000)
  const bob = chatOf(clock, line.bob)
  clock.advance(6_000)
  expect(texts(bob, 'them')).toEqual(['early'])
})

test('after a reload of the other page its numbers begin anew, and its new messages are shown', () => {
  const { clock, line, ada, bob } = createPair()
  for (const text of ['a', 'b']) bob.send(text)
  clock.advance(1_000)
  bob.close()
  line.drop()
  const anew = chatOf(clock, line.bob)
  line.renew()
  anew.send('c')
  ada.send('d')
  clock.advance(1_000)
  expect(texts(ada, 'them')).toEqual(['a', 'b', 'c'])
  expect(texts(anew, 'them')).toEqual(['d'])
})

test('a page that was reloaded is not told that messages of its own arrived which never did', () => {
  const { clock, line } = createPair()
  line.cut()
  // So full that nothing can be acknowledged yet.
  for (const bytes of [4_000, 1]) while (line.ada.send('file', 'x'.repeat(bytes))) line.ada.state()
  for (const n of [1, 2]) line.ada.deliver('chat', { run: 'page-before', n, text: `${n}`, age: 0 })
  line.ada.deliver('chat', { run: 'page-after', n: 1, text: 'c', age: 0 })
  line.mend()
  clock.advance(10_000)
  const told = line.ada.sent.filter(({ type }) => type === 'chat.ack').map(({ payload }) => payload)
  expect(told).toContainEqual({ run: 'page-after', seen: [1] })
  expect(told).not.toContainEqual(expect.objectContaining({ run: 'page-after', seen: expect.arrayContaining([2]) }))
})

test('a message that is empty or too long is not sent, and no more waits than can be held', () => {
  const { line, ada } = createPair()
  expect([ada.send(' \u202e\n'), ada.send('x'.repeat(4_001))]).toEqual([false, false])
  line.drop()
  const taken = Array.from({ length: 200 }, () => ada.send('x'))
  expect(taken.filter(Boolean)).toHaveLength(100)
})

test('the longest message fits with any characters', () => {
  const { clock, ada, bob } = createPair()
  for (const sign of ['\u0001x', '"', '漢', '\ud800', '😀']) {
    expect(ada.send(sign.repeat(4_000).slice(0, 4_000))).toBe(true)
  }
  clock.advance(1_000)
  expect(texts(bob, 'them')).toHaveLength(5)
})

test('hostile messages are not shown, and memory for a flood is bounded', () => {
  const { clock, line, ada } = createPair()
  const good = { run: 'hostile-run', n: 1, text: 'x', age: 0 }
  const hostile = [
    null,
    'text',
    [],
    {},
    new ArrayBuffer(8),
    { ...good, n: 0 },
    { ...good, n: 1.5 },
    { ...good, text: '' },
    { ...good, text: 'x'.repeat(4_001) },
    { ...good, age: -1 },
    { ...good, run: 'a b' },
    { ...good, more: true },
  ]
  for (const payload of hostile) line.ada.deliver('chat', payload)
  for (const payload of [{}, { run: 'hostile-run', seen: [] }, { run: 'hostile-run', seen: [1] }]) {
    line.ada.deliver('chat.ack', payload)
  }
  expect(ada.getSnapshot()).toEqual([])
  for (let n = 1; n <= 1_500; n += 1) {
    line.ada.deliver('chat', { ...good, n, text: `${n}` })
    clock.advance(2)
  }
  line.ada.deliver('chat', { ...good, n: 5, text: 'again' })
  expect(ada.getSnapshot()).toHaveLength(1_000)
  expect(ada.getSnapshot().at(-1)?.text).toBe('1500')
  clock.advance(10_000)
})

test('once closed it hears and sends nothing', () => {
  const { clock, ada, bob } = createPair()
  ada.send('x')
  bob.close()
  ada.close()
  clock.advance(60_000)
  expect([bob.getSnapshot(), clock.pending]).toEqual([[], 0])
})

test('T35: 1,500 messages at once are shown twenty in a frame, all of them, and acknowledged', () => {
  const { clock, line, ada } = createPair()
  let told = 0
  ada.subscribe(() => {
    told += 1
  })
  for (let n = 1; n <= 1_500; n += 1) line.ada.deliver('chat', { run: 'pasted-run', n, text: `line ${n}`, age: 0 })
  expect([told, texts(ada, 'them')]).toEqual([1, ['line 1']])
  clock.advance(17)
  expect([told, texts(ada, 'them').length]).toEqual([2, 21])
  clock.advance(2_000)
  // Older ones than the last thousand are not shown.
  expect(texts(ada, 'them')).toEqual(Array.from({ length: 1_000 }, (_, n) => `line ${n + 501}`))
  const acknowledged = line.ada.sent.flatMap(({ type, payload }) =>
    type === 'chat.ack' ? (payload as { seen: number[] }).seen : [],
  )
  expect(new Set(acknowledged).size).toBe(1_500)
})

test('T35: a new run with each message shows no more of them in a frame', () => {
  const { clock, line, ada } = createPair()
  for (let n = 1; n <= 500; n += 1) line.ada.deliver('chat', { run: `run-${n}-run`, n: 1, text: 'x', age: 0 })
  clock.advance(17)
  expect(texts(ada, 'them')).toHaveLength(21)
})
