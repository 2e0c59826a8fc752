import { expect, it } from 'vitest'
import { grace, start } from '../testing/callHarness.ts'
import { sampleIdentity as identity, settle } from '../testing/index.ts'
import {
  callAnswered,
  callEnded,
  codeCallConnected,
  codeCallStarted,
  deviceRinging,
  endCall,
  glareResolved,
  incomingCall,
  mediaLost,
  startOutgoingCall,
} from './callSlice.ts'

const callId = 'call-code-0000000'
const device = { userId: 'Someone', deviceId: 'code-AAAAAAAAAAA' }
const exchange = { callId, peer: 'Someone', device, role: 'responder', media: 'voice' } as const

it('is outgoing while codes are exchanged, and a call once media is connected, in the role its code gave it', () => {
  const { store, call } = start()
  store.dispatch(codeCallStarted(exchange, { at: 1_000, wall: 0 }))
  expect(call()).toEqual({ status: 'OUTGOING', kind: 'code', ...exchange, since: 1_000 })
  store.dispatch(codeCallConnected({ callId: 'another-call-0000' }))
  expect(call().status).toBe('OUTGOING')
  store.dispatch(codeCallConnected({ callId, peer: 'grace' }, { at: 5_000, wall: 0 }))
  const known = { ...exchange, peer: 'grace', status: 'IN_CALL', kind: 'code', attempt: 0, ticket: null }
  expect(call()).toEqual({ ...known, since: 5_000 })
  store.dispatch(endCall({ callId }, { at: 70_000, wall: 0 }))
  expect(call()).toMatchObject({ lastEnd: { kind: 'code', reason: 'hangup', direction: 'incoming', seconds: 65 } })
})

it('asks nothing of the server, however it goes and ends', async () => {
  const { socket, clock, store } = start()
  store.dispatch(codeCallStarted(exchange))
  await settle()
  clock.advance(180_000)
  await settle()
  store.dispatch(endCall({ callId }))
  store.dispatch(codeCallStarted({ ...exchange, callId: 'call-code-0000001' }))
  store.dispatch(codeCallConnected({ callId: 'call-code-0000001' }))
  await settle()
  store.dispatch(mediaLost({ callId: 'call-code-0000001', reason: 'lost' }))
  await settle()
  expect(socket.asked).toEqual([])
})

it('may take minutes: nothing rings that could time out', () => {
  const { clock, store, call } = start()
  store.dispatch(codeCallStarted(exchange))
  clock.advance(600_000)
  expect(call().status).toBe('OUTGOING')
})

it('is not told to the server on a new connection', async () => {
  const { socket, store, clock } = start()
  store.dispatch(codeCallStarted(exchange))
  await socket.disconnect()
  await socket.connect()
  const asked = socket.take('sync')
  expect(asked.payload).toEqual({ call: null })
  await asked.answer({ ok: true, now: clock.now(), call: null, invitations: [], missed: [] })
  store.dispatch(codeCallConnected({ callId }))
  await socket.disconnect()
  await socket.connect()
  expect(socket.take('sync').payload).toEqual({ call: null })
})

it('is nothing that a server could answer, ring or replace', () => {
  const { store, call } = start()
  store.dispatch(codeCallStarted(exchange))
  const before = call()
  store.dispatch(callAnswered({ callId, device: grace, media: 'voice' }))
  store.dispatch(deviceRinging({ callId, device: grace }))
  store.dispatch(glareResolved({ callId, into: 'call-theirs-00000', rev: 2, device: grace, media: 'voice' }))
  store.dispatch(
    incomingCall({ callId: 'call-theirs-00000', kind: 'direct', media: 'voice', rev: 1, caller: grace, identity }),
  )
  store.dispatch(startOutgoingCall({ callee: 'grace', media: 'voice' }))
  expect(call()).toBe(before)
})

it('is not kept in the history: there is no ID to call back, even if its end is told twice', () => {
  const { store } = start()
  store.dispatch(codeCallStarted(exchange))
  store.dispatch(codeCallConnected({ callId }))
  store.dispatch(endCall({ callId }))
  store.dispatch(callEnded({ callId, reason: 'lost' }))
  expect(store.getState().history).toEqual([])
})

it('cannot begin in another call, nor again once it is over', () => {
  const { store, call } = start()
  store.dispatch(codeCallStarted(exchange))
  store.dispatch(codeCallStarted({ ...exchange, callId: 'call-code-0000001' }))
  expect(call()).toMatchObject({ callId })
  store.dispatch(codeCallConnected({ callId }))
  store.dispatch(endCall({ callId }))
  const over = call()
  store.dispatch(codeCallStarted(exchange))
  expect(call()).toBe(over)
})

it('a call by ID is not connected by a code', async () => {
  const { store, call, dial } = start()
  const placed = await dial()
  const before = call()
  store.dispatch(codeCallConnected({ callId: placed }))
  expect(call()).toBe(before)
})

it('a connected call does not begin anew when it is told again', () => {
  const { store, call } = start()
  store.dispatch(codeCallStarted(exchange, { at: 1_000, wall: 0 }))
  store.dispatch(codeCallConnected({ callId }, { at: 5_000, wall: 0 }))
  const before = call()
  store.dispatch(codeCallConnected({ callId }, { at: 9_000, wall: 0 }))
  expect(call()).toBe(before)
})
