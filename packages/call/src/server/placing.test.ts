import type { CallView } from '@parley/protocol'
import { expect, it } from 'vitest'
import { endCall } from '../state/callSlice.ts'
import { ada, grace, start, THEIRS } from '../testing/callHarness.ts'
import { settle } from '../testing/index.ts'

it('asks the server once, says "Ringing…" only when a device says so, and is answered', async () => {
  const { socket, call, dial, ringing } = start()
  const callId = await dial()
  await socket.take('placeCall').answer({ ok: true, call: ringing(callId) })
  expect(call()).toMatchObject({ status: 'OUTGOING', ringing: [] })
  await socket.tell('deviceRinging', { callId, rev: 2, device: grace }, 3)
  expect(call()).toMatchObject({ status: 'OUTGOING', ringing: [grace] })
  await socket.tell('callAnswered', { callId, rev: 3, device: grace, media: 'video', ticket: 't' }, 2)
  expect(call()).toMatchObject({ status: 'IN_CALL', role: 'initiator', device: grace })
  expect(socket.asked.map(({ event }) => event)).toEqual(['placeCall'])
})

it.each(['offline', 'busy', 'alreadyInCall'] as const)('ends as %s when the server says so', async (error) => {
  const { socket, call, dial } = start()
  await dial()
  await socket.take('placeCall').answer({ ok: false, error })
  expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: error, seconds: null } })
})

it('refused because somebody calls us at this moment: it rings', async () => {
  const { socket, clock, call, dial, invitation } = start()
  await dial()
  await socket.tell('incomingCall', invitation())
  await socket.take('placeCall').answer({ ok: false, error: 'alreadyInCall' })
  await socket.take('sync').answer({ ok: true, now: clock.now(), call: null, invitations: [invitation()], missed: [] })
  expect(call()).toMatchObject({ status: 'INCOMING', callId: THEIRS })
})

it.each(['self', 'invalid', 'unavailable'] as const)('ends as failed when refused with %s', async (error) => {
  const { socket, call, dial } = start()
  await dial()
  await socket.take('placeCall').answer({ ok: false, error })
  expect(call()).toMatchObject({ lastEnd: { reason: 'failed' } })
})

it('a lost answer repeats the same request, not another call', async () => {
  const { socket, dial, ringing } = start()
  const callId = await dial()
  await socket.take('placeCall').lose()
  const again = socket.take('placeCall')
  expect(again.payload.callId).toBe(callId)
  await again.answer({ ok: true, call: ringing(callId) })
})

it('waits for the connection and goes out before the sync', async () => {
  const { socket, dial } = start({ connected: false })
  await dial()
  expect(socket.asked).toEqual([])
  await socket.connect()
  expect(socket.asked.map(({ event }) => event)).toEqual(['placeCall', 'sync'])
})

it('hung up before the request went out: the server hears only of the end', async () => {
  const { socket, store, dial } = start({ connected: false })
  const callId = await dial()
  store.dispatch(endCall({ callId }))
  await socket.connect()
  expect(socket.asked.map(({ event }) => event)).toEqual(['endCall', 'sync'])
  expect(socket.take('endCall').payload.callId).toBe(callId)
})

it('two who dial each other are in one call, and nobody is prompted', async () => {
  const { socket, call, dial, known, invitation } = start()
  await dial()
  await socket.tell('incomingCall', invitation())
  expect(call().status).toBe('OUTGOING')
  const theirs = { ...known(THEIRS), caller: grace, callee: 'ada' }
  const merged: CallView = { ...theirs, state: 'answered', answeredBy: ada, ticket: 't' }
  await socket.take('placeCall').answer({ ok: true, call: merged })
  expect(call()).toMatchObject({ status: 'IN_CALL', callId: THEIRS, role: 'responder', device: grace })
})

it('hung up while the two calls were becoming one: that one ends too', async () => {
  const { socket, store, dial, known } = start()
  const callId = await dial()
  const placed = socket.take('placeCall')
  store.dispatch(endCall({ callId }))
  await settle()
  await placed.answer({
    ok: true,
    call: { ...known(THEIRS), caller: grace, callee: 'ada', state: 'answered', answeredBy: ada, ticket: 't' },
  })
  const ended = socket.asked.filter(({ event }) => event === 'endCall').map(({ payload }) => payload)
  expect(ended).toContainEqual({ callId: THEIRS, reason: 'hangup' })
})

it.each([120_000, -3_600_000])(
  'gives up neither early nor late if its own clock is set by %d ms while it dials',
  async (ms) => {
    const { socket, clock, call, dial, ringing } = start({ connected: false })
    const callId = await dial()
    await socket.connect()
    await socket.take('placeCall').answer({ ok: true, call: ringing(callId) })
    clock.step(ms)
    clock.advance(10_000)
    // The server's clock was set too.
    const later = { ...ringing(callId), ringsForMs: 35_000 } as CallView
    await socket.take('sync').answer({ ok: true, now: 77, call: later, invitations: [], missed: [] })
    clock.advance(39_999)
    expect(call().status).toBe('OUTGOING')
    clock.advance(1)
    expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'timeout' } })
  },
)

it('gives up by itself if the server stays silent', async () => {
  const { socket, clock, call, dial, ringing } = start()
  const callId = await dial()
  await socket.take('placeCall').answer({ ok: true, call: ringing(callId) })
  clock.advance(49_000)
  expect(call().status).toBe('OUTGOING')
  clock.advance(2_000)
  await settle()
  expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'timeout' } })
  expect(socket.take('endCall').payload.callId).toBe(callId)
})

it('an answer that breaks the contract fails the call instead of hanging it', async () => {
  const { socket, call, dial } = start()
  await dial()
  await socket.take('placeCall').answer({ ok: true } as never)
  expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'failed' } })
})
