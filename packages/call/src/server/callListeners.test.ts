import type { CallView } from '@parley/protocol'
import { expect, it } from 'vitest'
import { acceptCall, callerBlocked, endCall, preconnectAllowed, rejectCall, ringingShown } from '../state/callSlice.ts'
import { ada, start, THEIRS } from '../testing/callHarness.ts'
import { settle } from '../testing/index.ts'

it('accepts, and follows the server when another device was faster', async () => {
  const { socket, store, call, known, invitation } = start()
  await socket.tell('incomingCall', invitation())
  store.dispatch(acceptCall({ callId: THEIRS, media: 'video' }))
  await settle()
  expect(call()).toMatchObject({ status: 'IN_CALL', role: 'responder' })
  const view: CallView = { ...known(THEIRS), state: 'ended', reason: 'answeredElsewhere' }
  await socket.take('acceptCall').answer({ ok: true, call: view })
  expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'answeredElsewhere' } })
})

it('accepts again with a server that has only just begun, until the caller has come back to it', async () => {
  const { socket, clock, store, call, known, invitation } = start()
  await socket.tell('incomingCall', invitation())
  store.dispatch(acceptCall({ callId: THEIRS, media: 'video' }))
  await settle()
  await socket.take('acceptCall').answer({ ok: false, error: 'unavailable' })
  expect(socket.open('acceptCall')).toBe(0)
  clock.advance(500)
  await settle()
  const view: CallView = { ...known(THEIRS), state: 'answered', answeredBy: ada, ticket: 'ticket' }
  await socket.take('acceptCall').answer({ ok: true, call: view })
  expect(call()).toMatchObject({ status: 'IN_CALL', ticket: 'ticket' })
})

it.each([
  ['rings here again: the press counts', true],
  ['does not ring here again: its caller is not left alone in it', false],
])('a call that was answered while another device was in one for a moment %s', async (_what, again) => {
  const { socket, store, call, known, invitation } = start()
  await socket.tell('incomingCall', invitation())
  store.dispatch(acceptCall({ callId: THEIRS, media: 'voice' }))
  await settle()
  await socket.tell('callEnded', { callId: THEIRS, rev: 2, reason: 'alreadyInCall' })
  if (again) await socket.tell('incomingCall', invitation({ rev: 3 }))
  const view: CallView = { ...known(THEIRS), state: 'answered', answeredBy: ada, ticket: 'ticket' }
  await socket.take('acceptCall').answer({ ok: true, call: view })
  if (again) await socket.take('acceptCall').answer({ ok: true, call: view })
  expect(call()).toMatchObject(again ? { status: 'IN_CALL', media: 'voice', ticket: 'ticket' } : { status: 'IDLE' })
  expect(socket.open('endCall')).toBe(again ? 0 : 1)
})

it('an answer that was given to one caller does not count for another who takes the place of the call', async () => {
  const { socket, store, call, known, invitation } = start()
  await socket.tell('incomingCall', invitation())
  store.dispatch(acceptCall({ callId: THEIRS, media: 'video' }))
  await settle()
  await socket.tell('callEnded', { callId: THEIRS, rev: 2, reason: 'alreadyInCall' })
  await socket.tell(
    'incomingCall',
    invitation({ rev: 3, caller: { userId: 'mallory', deviceId: 'mallory-phone-0000' } }),
  )
  const view: CallView = { ...known(THEIRS), state: 'answered', answeredBy: ada, ticket: 'ticket' }
  await socket.take('acceptCall').answer({ ok: true, call: view })
  expect(call()).toMatchObject({ status: 'INCOMING', peer: 'mallory' })
  expect(socket.open('endCall')).toBe(1)
})

it('an answer that the server has confirmed is not undone by its word from before', async () => {
  const { socket, store, call, known, invitation } = start()
  await socket.tell('incomingCall', invitation())
  store.dispatch(acceptCall({ callId: THEIRS, media: 'video' }))
  await settle()
  const view: CallView = { ...known(THEIRS), rev: 4, state: 'answered', answeredBy: ada, ticket: 'ticket' }
  await socket.take('acceptCall').answer({ ok: true, call: view })
  await socket.tell('callEnded', { callId: THEIRS, rev: 3, reason: 'alreadyInCall' })
  expect(call()).toMatchObject({ status: 'IN_CALL', ticket: 'ticket' })
  await socket.tell('callEnded', { callId: THEIRS, rev: 5, reason: 'alreadyInCall' })
  expect(call()).toMatchObject({ status: 'IDLE' })
})

it('a call that answered one’s own is not ended by the server’s word from before', async () => {
  const { socket, call, dial, known } = start()
  await dial()
  const view: CallView = { ...known(THEIRS), rev: 2, state: 'answered', answeredBy: ada, ticket: 'ticket' }
  await socket.take('placeCall').answer({ ok: true, call: view })
  await socket.tell('callEnded', { callId: THEIRS, rev: 1, reason: 'cancelled' })
  expect(call()).toMatchObject({ status: 'IN_CALL', callId: THEIRS })
  await socket.tell('callEnded', { callId: THEIRS, rev: 3, reason: 'hangup' })
  expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'hangup' } })
})

it('a restarted server, which counts the revisions of a call anew, can end it', async () => {
  const { socket, call, dial, known } = start()
  await dial()
  const view: CallView = { ...known(THEIRS), rev: 8, state: 'answered', answeredBy: ada, ticket: 'ticket' }
  await socket.take('placeCall').answer({ ok: true, call: view })
  await socket.disconnect()
  await socket.connect()
  await socket.tell('callEnded', { callId: THEIRS, rev: 2, reason: 'hangup' })
  expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'hangup' } })
})

it('says that it is in no call only once the server has heard what was accepted', async () => {
  const { socket, store, known, invitation } = start()
  for (const callId of [THEIRS, 'call-other-000000']) await socket.tell('incomingCall', invitation({ callId }))
  store.dispatch(acceptCall({ callId: THEIRS, media: 'video' }))
  await settle()
  await socket.tell('callEnded', { callId: THEIRS, rev: 2, reason: 'answeredElsewhere' })
  expect(store.getState().call).toMatchObject({ current: { status: 'IDLE' }, others: [] })
  expect(socket.open('sync')).toBe(0)
  const view: CallView = { ...known(THEIRS), state: 'ended', reason: 'answeredElsewhere' }
  await socket.take('acceptCall').answer({ ok: true, call: view })
  expect(socket.open('sync')).toBe(1)
})

it('a press on the screen of a call that has just been withdrawn does nothing to the one that rings instead', async () => {
  const { socket, store, call, invitation } = start()
  await socket.tell('incomingCall', invitation())
  await socket.tell('callEnded', { callId: THEIRS, rev: 2, reason: 'cancelled' })
  await socket.tell('incomingCall', invitation({ callId: 'call-other-000000' }))
  const before = call()
  for (const press of [
    acceptCall({ callId: THEIRS, media: 'video' }),
    rejectCall({ callId: THEIRS }),
    callerBlocked({ callId: THEIRS }),
    endCall({ callId: THEIRS }),
  ])
    store.dispatch(press)
  await settle()
  expect(call()).toBe(before)
  expect(socket.asked).toEqual([])
})

it('a server that stops is no reason to do anything', async () => {
  const invalid: string[] = []
  const { socket, store } = start({ reports: { invalid: (event) => invalid.push(event) } })
  const before = store.getState()
  await socket.tell('serverStopping', {})
  expect([store.getState(), invalid, socket.asked]).toEqual([before, [], []])
})

it('losing the server does not end a call', async () => {
  const { socket, clock, call, store, invitation } = start()
  await socket.tell('incomingCall', invitation())
  store.dispatch(acceptCall({ callId: THEIRS, media: 'video' }))
  await settle()
  await socket.disconnect()
  clock.advance(600_000)
  await socket.connect()
  await socket.take('sync').answer({ ok: true, now: clock.now(), call: null, invitations: [], missed: [] })
  expect(call().status).toBe('IN_CALL')
})

it('keeps one line per call, however often it is told', async () => {
  const { socket, store, invitation } = start()
  await socket.tell('incomingCall', invitation())
  await socket.tell('callEnded', { callId: THEIRS, rev: 2, reason: 'cancelled' })
  await socket.tell('missedCall', { callId: THEIRS, caller: 'grace', media: 'video', at: 0, now: 0 }, 2)
  expect(store.getState().history).toMatchObject([{ callId: THEIRS, outcome: 'missed', direction: 'incoming' }])
})

it('a caller learns that they may connect before the answer, also where that was allowed after it rang', async () => {
  const { socket, store, invitation } = start()
  await socket.tell('incomingCall', invitation())
  store.dispatch(ringingShown({ callId: THEIRS }))
  await settle()
  expect(socket.take('confirmRinging').payload).toEqual({ callId: THEIRS })
  store.dispatch(preconnectAllowed({ callId: 'call-other-000000' }))
  await settle()
  expect(socket.asked).toHaveLength(1)
  store.dispatch(preconnectAllowed({ callId: THEIRS }))
  await settle()
  expect(socket.asked.at(-1)).toMatchObject({ event: 'confirmRinging', payload: { callId: THEIRS, warm: true } })
})

it('an acceptance that the server refuses ends the call, in words', async () => {
  const { socket, clock, store, call, invitation } = start()
  await socket.tell('incomingCall', invitation())
  store.dispatch(acceptCall({ callId: THEIRS, media: 'video' }))
  await settle()
  const asked = socket.take('acceptCall')
  expect(asked.payload).toEqual({ callId: THEIRS })
  await asked.answer({ ok: false, error: 'notInCall' })
  expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { callId: THEIRS, reason: 'failed' } })
  clock.advance(10_000)
  await settle()
  expect(socket.open('acceptCall')).toBe(0)
})

it('a call that was declined while the server was away is declined when it asks again', async () => {
  const { socket, store, call, invitation } = start()
  await socket.tell('incomingCall', invitation())
  store.dispatch(rejectCall({ callId: THEIRS }))
  await settle()
  const first = socket.take('rejectCall')
  expect(first.payload).toEqual({ callId: THEIRS })
  await first.answer({ ok: true })
  await socket.tell('incomingCall', invitation())
  expect(call().status).toBe('IDLE')
  expect(socket.take('rejectCall').payload).toEqual({ callId: THEIRS })
})

it('a call that the caller took back is not declined when the invitation comes once more', async () => {
  const { socket, invitation } = start()
  await socket.tell('incomingCall', invitation())
  await socket.tell('callEnded', { callId: THEIRS, rev: 2, reason: 'cancelled' })
  await socket.tell('incomingCall', invitation())
  expect(socket.open('rejectCall')).toBe(0)
})

it('a missed and an answered call are in the history once each', async () => {
  const { socket, store, invitation } = start()
  await socket.tell('incomingCall', invitation())
  expect(store.getState().history).toEqual([])
  await socket.tell('callEnded', { callId: THEIRS, rev: 2, reason: 'cancelled' })
  await socket.tell('callEnded', { callId: THEIRS, rev: 2, reason: 'cancelled' })
  expect(store.getState().history).toMatchObject([{ callId: THEIRS, direction: 'incoming' }])
})
