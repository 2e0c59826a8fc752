import type { CallView } from '@parley/protocol'
import { expect, it } from 'vitest'
import { acceptCall, callAnswered, rejectCall } from '../state/callSlice.ts'
import { ada, grace, start, THEIRS } from '../testing/callHarness.ts'
import { settle } from '../testing/index.ts'

it('answered elsewhere while our socket was down: it stops ringing', async () => {
  const { socket, clock, call, known, invitation } = start()
  await socket.tell('incomingCall', invitation())
  await socket.disconnect()
  await socket.connect()
  const sync = socket.take('sync')
  expect(sync.payload).toEqual({ call: { callId: THEIRS, status: 'INCOMING' } })
  const view: CallView = { ...known(THEIRS), state: 'ended', reason: 'answeredElsewhere' }
  await sync.answer({ ok: true, now: clock.now(), call: view, invitations: [], missed: [] })
  expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'answeredElsewhere' } })
})

it('a lost answer to the sync is asked for again', async () => {
  const { socket } = start({ connected: false })
  await socket.connect()
  await socket.take('sync').lose()
  expect(socket.open('sync')).toBe(1)
})

it('places its call again with a server that has forgotten it', async () => {
  const { socket, clock, dial, ringing } = start()
  const callId = await dial()
  await socket.take('placeCall').answer({ ok: true, call: ringing(callId) })
  await socket.disconnect()
  await socket.connect()
  await socket.take('sync').answer({ ok: true, now: clock.now(), call: null, invitations: [], missed: [] })
  expect(socket.take('placeCall').payload.callId).toBe(callId)
})

it('places a call again that its callee says to have taken, and of which a restarted server knows nothing', async () => {
  const { socket, store, clock, call, dial, ringing } = start()
  const callId = await dial()
  await socket.take('placeCall').answer({ ok: true, call: ringing(callId, [grace]) })
  await socket.disconnect()
  store.dispatch(callAnswered({ callId, device: grace, media: 'video' }))
  await socket.connect()
  await socket.take('sync').answer({ ok: true, now: clock.now(), call: null, invitations: [], missed: [] })
  await socket.take('placeCall').answer({ ok: true, call: ringing(callId) })
  clock.advance(60_000)
  expect(call()).toMatchObject({ status: 'IN_CALL', device: grace, ticket: null })
  await socket.tell('callAnswered', { callId, rev: 2, device: grace, media: 'video', ticket: 'ticket' })
  expect(call()).toMatchObject({ status: 'IN_CALL', ticket: 'ticket' })
})

it('a call that rang while the connection broke again does not ring a minute later, when it is over', async () => {
  const { socket, clock, call, dial, invitation } = start()
  await dial()
  await socket.take('placeCall').lose()
  await socket.disconnect()
  await socket.connect()
  await socket.take('placeCall').lose()
  const invitations = [invitation()]
  await socket.take('sync').answer({ ok: true, now: clock.now(), call: null, invitations, missed: [] })
  await socket.disconnect()
  clock.advance(60_000)
  await settle()
  expect(call().status).toBe('IDLE')
  await socket.connect()
  await settle()
  expect(call().status).toBe('IDLE')
})

it('shows a restarted server the ticket that came while it was asked', async () => {
  const { socket, clock, dial, ringing } = start()
  const callId = await dial()
  await socket.take('placeCall').answer({ ok: true, call: ringing(callId, [grace]) })
  await socket.disconnect()
  await socket.connect()
  const sync = socket.take('sync')
  await socket.tell('callAnswered', { callId, rev: 2, device: grace, media: 'video', ticket: 'ticket' })
  await sync.answer({ ok: true, now: clock.now(), call: null, invitations: [], missed: [] })
  expect(socket.take('sync').payload).toEqual({ call: { callId, status: 'IN_CALL', ticket: 'ticket' } })
})

it('gives up at the first deadline, though a restarted server names a later one', async () => {
  const { socket, clock, call, dial, ringing } = start()
  const callId = await dial()
  await socket.take('placeCall').answer({ ok: true, call: ringing(callId) })
  await socket.disconnect()
  clock.advance(20_000)
  await socket.connect()
  await socket.take('sync').answer({ ok: true, now: clock.now(), call: null, invitations: [], missed: [] })
  await socket.take('placeCall').answer({ ok: true, call: ringing(callId) })
  clock.advance(29_000)
  expect(call()).toMatchObject({ status: 'OUTGOING' })
  clock.advance(2_000)
  await settle()
  expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'timeout' } })
  expect(socket.open('endCall')).toBe(1)
})

it('rings on for a call that came beside another, once that one is declined', async () => {
  const { socket, store, call, invitation } = start()
  const other = invitation({ callId: 'call-other-000000' })
  await socket.tell('incomingCall', invitation())
  await socket.tell('incomingCall', other)
  expect(call()).toMatchObject({ status: 'INCOMING', callId: THEIRS })
  store.dispatch(rejectCall({ callId: THEIRS }))
  await settle()
  expect(socket.asked.map(({ event }) => event)).toEqual(['rejectCall'])
  await socket.take('rejectCall').answer({ ok: false, error: 'notInCall' })
  expect(call()).toMatchObject({ status: 'INCOMING', callId: 'call-other-000000' })
  await socket.tell('callEnded', { callId: 'call-other-000000', rev: 2, reason: 'cancelled' })
  expect([call().status, socket.open('sync')]).toEqual(['IDLE', 0])
})

it.each(['callAnswered', 'placeCall'] as const)(
  'the caller keeps the ticket that came with %s, and shows it',
  async (by) => {
    const { socket, call, dial, known } = start()
    const callId = await dial()
    if (by === 'callAnswered') {
      await socket.tell('callAnswered', { callId, rev: 3, device: grace, media: 'video', ticket: 'a ticket' })
    } else {
      const view: CallView = { ...known(callId), state: 'answered', answeredBy: grace, ticket: 'a ticket' }
      await socket.take('placeCall').answer({ ok: true, call: view })
    }
    expect(call()).toMatchObject({ status: 'IN_CALL', ticket: 'a ticket' })
    await socket.disconnect()
    await socket.connect()
    expect(socket.take('sync').payload).toEqual({ call: { callId, status: 'IN_CALL', ticket: 'a ticket' } })
  },
)

it('the callee is given its ticket for the acceptance, shows none before, and takes a new one from the sync', async () => {
  const { socket, store, clock, call, known, invitation } = start()
  await socket.tell('incomingCall', invitation())
  store.dispatch(acceptCall({ callId: THEIRS, media: 'video' }))
  await settle()
  await socket.disconnect()
  await socket.connect()
  const sync = socket.take('sync')
  expect(sync.payload).toEqual({ call: { callId: THEIRS, status: 'IN_CALL' } })
  const view = { ...known(THEIRS), caller: grace, callee: 'ada', state: 'answered', answeredBy: ada } as const
  await socket.take('acceptCall').answer({ ok: true, call: { ...view, ticket: 'a ticket' } })
  expect(call()).toMatchObject({ status: 'IN_CALL', ticket: 'a ticket' })
  const before = call()
  const told = { ok: true as const, now: clock.now(), invitations: [], missed: [] }
  await sync.answer({ ...told, call: { ...view, ticket: 'a ticket' } })
  expect(call()).toBe(before)
  await socket.disconnect()
  await socket.connect()
  await socket.take('sync').answer({ ...told, call: { ...view, ticket: 'another' } })
  expect(call()).toMatchObject({ status: 'IN_CALL', ticket: 'another' })
})

it('shows its ticket again to a restarted server that could not take the call up yet, until it has', async () => {
  const { socket, clock, call, dial, known } = start()
  const callId = await dial()
  await socket.tell('callAnswered', { callId, rev: 3, device: grace, media: 'video', ticket: 'a ticket' })
  await socket.disconnect()
  await socket.connect()
  const told = { ok: true as const, now: clock.now(), invitations: [], missed: [] }
  await socket.take('sync').answer({ ...told, call: null })
  clock.advance(9_999)
  await settle()
  expect(socket.open('sync')).toBe(0)
  clock.advance(1)
  await settle()
  const again = socket.take('sync')
  expect(again.payload).toEqual({ call: { callId, status: 'IN_CALL', ticket: 'a ticket' } })
  const view: CallView = { ...known(callId), state: 'answered', answeredBy: grace, ticket: 'a ticket' }
  await again.answer({ ...told, call: view })
  clock.advance(60_000)
  await settle()
  expect([socket.open('sync'), call().status]).toEqual([0, 'IN_CALL'])
})
