import { expect, it } from 'vitest'
import { ringingShown } from '../state/callSlice.ts'
import { start, THEIRS } from '../testing/callHarness.ts'
import { sampleIdentity } from '../testing/index.ts'

it('tells the server that it rings, once the person has been shown it', async () => {
  const { socket, store, call, invitation } = start()
  await socket.tell('incomingCall', invitation())
  expect(call()).toMatchObject({ status: 'INCOMING', peer: 'grace', identity: sampleIdentity })
  expect(socket.open('confirmRinging')).toBe(0)
  store.dispatch(ringingShown({ callId: THEIRS }))
  await socket.take('confirmRinging').answer({ ok: true })
  // A server that has forgotten it tells it again.
  await socket.tell('incomingCall', invitation())
  await socket.take('confirmRinging').answer({ ok: true })
})

it('a stale invitation never rings', async () => {
  const { socket, clock, call, invitation } = start()
  await socket.tell('incomingCall', invitation({ expiresAt: clock.now() }))
  expect(call().status).toBe('IDLE')
  expect(socket.asked).toEqual([])
})

it("measures an invitation's age on the server's clock", async () => {
  const { socket, clock, call, invitation } = start({ connected: false })
  await socket.connect()
  const now = clock.now() - 3_600_000
  await socket.take('sync').answer({ ok: true, now, call: null, invitation: null, missed: [] })
  await socket.tell('incomingCall', invitation({ expiresAt: now + 45_000 }))
  expect(call().status).toBe('INCOMING')
  clock.advance(51_000)
  expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'timeout' } })
})

it('stops ringing past the deadline even if the server is silent, and does not end the call for others', async () => {
  const { socket, clock, call, invitation } = start()
  await socket.tell('incomingCall', invitation())
  clock.advance(51_000)
  expect(call().status).toBe('IDLE')
  expect(socket.open('endCall')).toBe(0)
})

it('stops ringing in time with a clock that is behind, though the server has not told its own yet', async () => {
  const { socket, clock, call, invitation } = start()
  await socket.tell('incomingCall', invitation({ expiresAt: clock.now() + 300_000 }))
  expect(call().status).toBe('INCOMING')
  await socket.disconnect()
  clock.advance(50_000)
  expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'timeout' } })
})

it('does not ring for a call whose end came first', async () => {
  const { socket, call, invitation } = start()
  await socket.tell('callEnded', { callId: THEIRS, rev: 2, reason: 'cancelled' })
  await socket.tell('incomingCall', invitation())
  expect(call().status).toBe('IDLE')
})

it('rings when the app is opened during the ringing', async () => {
  const { socket, clock, call, invitation } = start({ connected: false })
  await socket.connect()
  await socket.take('sync').answer({ ok: true, now: clock.now(), call: null, invitation: invitation(), missed: [] })
  expect(call().status).toBe('INCOMING')
})
