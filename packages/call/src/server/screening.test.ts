import { expect, it, vi } from 'vitest'
import { callerBlocked } from '../state/callSlice.ts'
import { grace, start, THEIRS } from '../testing/callHarness.ts'
import { settle } from '../testing/index.ts'
import { createScreen, type Screening } from './screening.ts'

const offered = (asked: { event: string; payload: unknown }[]) =>
  asked.filter(({ event }) => event !== 'sync').map(({ event, payload }) => ({ event, payload }))

it.each([
  ['silence', false],
  ['block', true],
] as const)('%s: nothing rings, and the server is told once, however often it tells', async (screening, everywhere) => {
  const { socket, clock, store, call, invitation } = start({ screen: () => screening })
  const before = store.getState()
  await socket.tell('incomingCall', invitation(), 3)
  await socket.take('ignoreCall').lose()
  await socket.disconnect()
  await socket.connect()
  await socket.take('sync').answer({ ok: true, now: clock.now(), call: null, invitations: [invitation()], missed: [] })
  await socket.take('ignoreCall').answer({ ok: true })
  await socket.tell('incomingCall', invitation())
  expect(store.getState()).toEqual(before)
  expect(call().status).toBe('IDLE')
  expect(socket.open('ignoreCall')).toBe(0)
  const payload = { callId: THEIRS, everywhere }
  expect(offered(socket.asked)).toEqual([1, 2, 3].map(() => ({ event: 'ignoreCall', payload })))
})

it('decides by the caller, and lets the others ring', async () => {
  const { socket, call, invitation } = start({ screen: (caller) => (caller === 'grace' ? 'ring' : 'block') })
  await socket.tell('incomingCall', invitation({ callId: 'call-of-eve-00000', caller: { ...grace, userId: 'eve' } }))
  expect(call().status).toBe('IDLE')
  await socket.tell('incomingCall', invitation())
  expect(call()).toMatchObject({ status: 'INCOMING', peer: 'grace' })
})

it('a call that was silenced does not begin to ring when the rule changes, and can still be blocked', async () => {
  let screening: Screening = 'silence'
  const { socket, call, invitation } = start({ screen: () => screening })
  await socket.tell('incomingCall', invitation())
  await socket.take('ignoreCall').answer({ ok: true })
  screening = 'ring'
  await socket.tell('incomingCall', invitation())
  expect([call().status, socket.open('ignoreCall')]).toEqual(['IDLE', 0])
  screening = 'block'
  await socket.tell('incomingCall', invitation(), 2)
  expect(socket.take('ignoreCall').payload).toEqual({ callId: THEIRS, everywhere: true })
  expect(socket.open('ignoreCall')).toBe(1)
})

it('a call that rings already goes on ringing when the rule changes', async () => {
  let screening: Screening = 'ring'
  const { socket, call, invitation } = start({ screen: () => screening })
  await socket.tell('incomingCall', invitation())
  screening = 'silence'
  await socket.tell('incomingCall', invitation())
  expect([call().status, socket.open('ignoreCall')]).toEqual(['INCOMING', 0])
})

it('a stale invitation is not worth an answer', async () => {
  const { socket, invitation } = start({ screen: () => 'silence' })
  await socket.tell('incomingCall', invitation({ ringsForMs: 0 }))
  expect(socket.asked).toEqual([])
})

it('a silenced call is kept as missed, a blocked one is not, told at once or later', async () => {
  const { socket, clock, store } = start({
    connected: false,
    screen: (caller) => (caller === 'eve' ? 'block' : 'silence'),
  })
  const missed = (caller: string, callId: string) => ({ callId, caller, media: 'video', at: clock.wall() }) as const
  await socket.connect()
  const later = [missed('eve', 'call-of-eve-00001'), missed('grace', 'call-of-grace-001')]
  await socket.take('sync').answer({ ok: true, now: clock.now(), call: null, invitations: [], missed: later })
  await socket.tell('missedCall', { ...missed('eve', 'call-of-eve-00002'), now: clock.wall() })
  await socket.tell('missedCall', { ...missed('grace', 'call-of-grace-002'), now: clock.wall() })
  const history = store.getState().history.map(({ userId, outcome }) => `${userId} ${outcome}`)
  expect(history).toEqual(['grace missed', 'grace missed'])
})

it('blocking the caller ends the ringing on all devices without a word to the caller, and leaves no line', async () => {
  const { socket, store, call, invitation } = start()
  await socket.tell('incomingCall', invitation())
  store.dispatch(callerBlocked({ callId: THEIRS }))
  await settle()
  expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'blocked', peer: 'grace' } })
  await socket.take('ignoreCall').lose()
  await socket.disconnect()
  await socket.connect()
  const again = socket.take('ignoreCall')
  expect(again.payload).toEqual({ callId: THEIRS, everywhere: true })
  await again.answer({ ok: true })
  await socket.tell('callEnded', { callId: THEIRS, rev: 3, reason: 'cancelled' })
  expect(store.getState().history).toEqual([])
  expect([socket.open('rejectCall'), socket.open('endCall')]).toEqual([0, 0])
})

it('blocking is given up once the server must have forgotten the call', async () => {
  const { socket, clock, outbox, store, invitation } = start()
  await socket.tell('incomingCall', invitation())
  store.dispatch(callerBlocked({ callId: THEIRS }))
  await settle()
  clock.advance(61_000)
  await socket.take('ignoreCall').lose()
  expect(outbox.size()).toBe(0)
})

it('another device of mine blocked the caller: it stops ringing here, and leaves no line', async () => {
  const { socket, store, call, invitation } = start()
  await socket.tell('incomingCall', invitation())
  await socket.tell('callEnded', { callId: THEIRS, rev: 2, reason: 'blocked' })
  expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'blocked' } })
  expect(store.getState().history).toEqual([])
  expect(socket.open('ignoreCall')).toBe(0)
})

it('remembers a bounded number of calls that shall not ring', () => {
  const tell = vi.fn()
  const screen = createScreen(() => 'silence', tell)
  for (let call = 0; call < 1_000; call += 1) screen.ignore(`call-${call}`, false)
  expect(tell).toHaveBeenCalledTimes(1_000)
  screen.ignore('call-999', false)
  expect(tell).toHaveBeenCalledTimes(1_000)
  screen.ignore('call-0', false)
  expect(tell).toHaveBeenCalledTimes(1_001)
})
