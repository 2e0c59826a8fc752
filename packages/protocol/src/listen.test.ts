import { EventEmitter } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import * as z from 'zod/mini'
import { listen, listenShared } from './listen.ts'

const contract = {
  ask: { payload: z.strictObject({ n: z.int() }), ack: z.strictObject({ ok: z.boolean() }) },
  tell: { payload: z.strictObject({ text: z.string().check(z.maxLength(3)) }) },
} as const

function setup(ask: (payload: { n: number }) => { ok: boolean } | Promise<{ ok: boolean }> = () => ({ ok: true })) {
  const socket = new EventEmitter()
  const told: unknown[] = []
  const reports = { invalid: vi.fn(), failed: vi.fn() }
  const stop = listen(socket, contract, { ask, tell: (payload) => void told.push(payload) }, reports)
  const request = (payload: unknown) => new Promise((resolve) => socket.emit('ask', payload, resolve))
  return { socket, told, reports, stop, request }
}

it('acknowledges with the value that the handler returns or resolves to', async () => {
  expect(await setup().request({ n: 1 })).toEqual({ ok: true })
  expect(await setup(async () => ({ ok: true })).request({ n: 1 })).toEqual({ ok: true })
})

it.each([
  ['nothing', undefined],
  ['null', null],
  ['a wrong type', { n: '1' }],
  ['a fraction', { n: 1.5 }],
  ['a field too many', { n: 1, from: 'ada' }],
  ['a polluting field', JSON.parse('{ "n": 1, "__proto__": { "admin": true } }')],
  ['an array', [1]],
])('refuses %s with `invalid`, and the handler never sees it', async (_name, payload) => {
  const ask = vi.fn(() => ({ ok: true }))
  const { request, reports } = setup(ask)
  expect(await request(payload)).toEqual({ ok: false, error: 'invalid' })
  expect(ask).not.toHaveBeenCalled()
  expect(reports.invalid).toHaveBeenCalledWith('ask', expect.any(String))
})

it('reports where a payload is wrong without repeating its values', () => {
  const { socket, reports, told } = setup()
  socket.emit('tell', { text: 'secret' })
  expect(told).toEqual([])
  expect(reports.invalid).toHaveBeenCalledExactlyOnceWith('tell', 'text: too_big')
})

it('a handler that throws answers `unavailable` and harms nobody', async () => {
  const { request, reports } = setup(() => {
    throw new Error('boom')
  })
  expect(await request({ n: 1 })).toEqual({ ok: false, error: 'unavailable' })
  expect(reports.failed).toHaveBeenCalledOnce()
})

it('does without an acknowledgement that nobody asked for, and calls that no failure', async () => {
  const { socket, told, reports } = setup()
  socket.emit('ask', { n: 1 })
  socket.emit('ask', { n: 1 }, 'not a function')
  socket.emit('tell', { text: 'abc' })
  await setImmediate()
  expect(told).toEqual([{ text: 'abc' }])
  expect(reports.failed).not.toHaveBeenCalled()
})

it('needs nobody to report to', async () => {
  const socket = new EventEmitter()
  const ask = () => {
    throw new Error('boom')
  }
  listen(socket, contract, { ask, tell: () => undefined })
  const answers = [{ n: '1' }, { n: 1 }].map(
    (payload) => new Promise((resolve) => socket.emit('ask', payload, resolve)),
  )
  expect(await Promise.all(answers)).toEqual([
    { ok: false, error: 'invalid' },
    { ok: false, error: 'unavailable' },
  ])
})

it('stops listening', () => {
  const { socket, stop, told } = setup()
  stop()
  socket.emit('tell', { text: 'abc' })
  expect(told).toEqual([])
  expect(socket.eventNames()).toEqual([])
})

/** A server socket's `onAny` over an EventEmitter. */
class AnySocket extends EventEmitter {
  connected = true
  readonly heard: ((event: string, ...args: unknown[]) => void)[] = []
  onAny(listener: (event: string, ...args: unknown[]) => void): void {
    this.heard.push(listener)
  }
  override emit(event: string, ...args: unknown[]): boolean {
    for (const listener of this.heard) listener.call(this, event, ...args)
    return super.emit(event, ...args)
  }
}

it('one door serves many sockets with the same listeners, and tells each handler the socket of a payload', async () => {
  const [ada, bob] = [new AnySocket(), new AnySocket()]
  const asked: [unknown, number][] = []
  const open = listenShared<AnySocket, typeof contract>(
    contract,
    {
      ask: (socket, { n }) => {
        asked.push([socket, n])
        return { ok: true }
      },
      tell: () => undefined,
    },
    () => ({}),
  )
  for (const socket of [ada, bob]) open(socket)
  for (const [n, socket] of [ada, bob].entries()) {
    const answer = await new Promise((resolve) => socket.emit('ask', { n }, resolve))
    expect(answer).toEqual({ ok: true })
  }
  expect(asked).toEqual([
    [ada, 0],
    [bob, 1],
  ])
  expect(ada.heard).toEqual(bob.heard)
})

it.each(['other', 'toString', '__proto__'])('at a door for many, nobody hears of "%s"', (event) => {
  const ada = new AnySocket()
  const heard = vi.fn()
  listenShared<AnySocket, typeof contract>(contract, { ask: heard, tell: heard }, () => ({
    invalid: heard,
    failed: heard,
  }))(ada)
  ada.emit(event, {}, heard)
  expect(heard).not.toHaveBeenCalled()
})

it('at a door for many, nobody hears of a socket that was sent away', () => {
  const ada = new AnySocket()
  const heard = vi.fn()
  listenShared<AnySocket, typeof contract>(contract, { ask: heard, tell: heard }, () => ({}))(ada)
  ada.connected = false
  ada.emit('ask', { n: 1 }, heard)
  expect(heard).not.toHaveBeenCalled()
})

it('at a door for many, invalid payloads and failures are told of the socket they came from', async () => {
  const [ada, bob] = [new AnySocket(), new AnySocket()]
  const reported: unknown[] = []
  const broken = new Error('broken')
  const open = listenShared<AnySocket, typeof contract>(
    contract,
    {
      ask: () => {
        throw broken
      },
      tell: () => undefined,
    },
    (socket) => ({
      invalid: (event) => void reported.push([socket, event]),
      failed: (event, error) => void reported.push([socket, event, error]),
    }),
  )
  for (const socket of [ada, bob]) open(socket)
  expect(await new Promise((resolve) => bob.emit('ask', { n: '1' }, resolve))).toEqual({ ok: false, error: 'invalid' })
  expect(await new Promise((resolve) => ada.emit('ask', { n: 1 }, resolve))).toEqual({
    ok: false,
    error: 'unavailable',
  })
  expect(reported).toEqual([
    [bob, 'ask'],
    [ada, 'ask', broken],
  ])
})

it('a door acknowledges what lies beyond its contract with a code, if it has one, whatever the payload', async () => {
  const socket = new AnySocket()
  const handlers = { ask: () => ({ ok: true }) as const, tell: () => undefined }
  listenShared<AnySocket, typeof contract>(contract, handlers, () => ({}), 'unsupportedVersion')(socket)
  const answer = await new Promise((resolve) => socket.emit('else', { any: 'thing' }, resolve))
  expect(answer).toEqual({ ok: false, error: 'unsupportedVersion' })
  socket.emit('else', { any: 'thing' })
  expect(await new Promise((resolve) => socket.emit('ask', { n: 1 }, resolve))).toEqual({ ok: true })
})
