import type { CallView, DeviceRef, Invitation } from '@parley/protocol'
import { createFakeClock } from '@parley/protocol/testing'
import { configureStore, createListenerMiddleware } from '@reduxjs/toolkit'
import { afterEach, describe, expect, it } from 'vitest'
import { setupCallListeners } from './callListeners.ts'
import {
  acceptCall,
  callReducer,
  endCall,
  mediaLost,
  rejectCall,
  ringingShown,
  selectCall,
  startOutgoingCall,
} from './callSlice.ts'
import { connectionReducer } from './connectionSlice.ts'
import { historyReducer } from './historySlice.ts'
import { createOutbox } from './outbox.ts'
import { presenceReducer } from './presenceSlice.ts'
import type { CallRootState, StartListening } from './root.ts'
import { createFakeSocket, settle } from './testing/index.ts'

const grace: DeviceRef = { userId: 'grace', deviceId: 'grace-phone-00000' }
const ada: DeviceRef = { userId: 'ada', deviceId: 'ada-laptop-000000' }
const THEIRS = 'call-theirs-00000'

const teardowns: (() => void)[] = []
afterEach(() => {
  for (const teardown of teardowns.splice(0)) teardown()
})

function start({ connected = true } = {}) {
  const socket = createFakeSocket(connected)
  const clock = createFakeClock()
  const outbox = createOutbox(socket)
  const middleware = createListenerMiddleware<CallRootState>()
  const store = configureStore({
    reducer: { call: callReducer, connection: connectionReducer, history: historyReducer, presence: presenceReducer },
    middleware: (defaults) => defaults().prepend(middleware.middleware),
  })
  const stop = setupCallListeners(middleware.startListening as StartListening, { store, socket, outbox, clock })
  teardowns.push(() => {
    stop()
    outbox.close()
    expect(socket.listeners).toBe(0)
    expect(clock.pending).toBe(0)
  })
  const call = () => selectCall(store.getState())
  const dial = async () => {
    store.dispatch(startOutgoingCall({ callee: 'grace', media: 'video' }))
    await settle()
    const state = call()
    if (state.status === 'IDLE') throw new Error('did not dial')
    return state.callId
  }
  const known = (callId: string) =>
    ({ callId, kind: 'direct', media: 'video', rev: 1, caller: ada, callee: 'grace' }) as const
  const ringing = (callId: string, devices: DeviceRef[] = []): CallView => ({
    ...known(callId),
    state: 'ringing',
    ringing: devices,
    expiresAt: clock.now() + 45_000,
  })
  const invitation = (over: Partial<Invitation> = {}): Invitation => ({
    callId: THEIRS,
    kind: 'direct',
    media: 'video',
    caller: grace,
    expiresAt: clock.now() + 45_000,
    ...over,
  })
  return { socket, clock, outbox, store, call, dial, known, ringing, invitation }
}

describe('placing a call', () => {
  it('asks the server once, says "Ringing…" only when a device says so, and is answered', async () => {
    const { socket, call, dial, ringing } = start()
    const callId = await dial()
    await socket.take('placeCall').answer({ ok: true, call: ringing(callId) })
    expect(call()).toMatchObject({ status: 'OUTGOING', ringing: [] })
    await socket.tell('deviceRinging', { callId, rev: 2, device: grace }, 3)
    expect(call()).toMatchObject({ status: 'OUTGOING', ringing: [grace] })
    await socket.tell('callAnswered', { callId, rev: 3, device: grace, media: 'video' }, 2)
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
    await socket.take('sync').answer({ ok: true, now: clock.now(), call: null, invitation: invitation(), missed: [] })
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
    store.dispatch(endCall())
    await socket.connect()
    expect(socket.asked.map(({ event }) => event)).toEqual(['endCall', 'sync'])
    expect(socket.take('endCall').payload.callId).toBe(callId)
  })

  it('two who dial each other are in one call, and nobody is prompted', async () => {
    const { socket, call, dial, known, invitation } = start()
    await dial()
    await socket.tell('incomingCall', invitation())
    expect(call().status).toBe('OUTGOING')
    const merged: CallView = { ...known(THEIRS), caller: grace, callee: 'ada', state: 'answered', answeredBy: ada }
    await socket.take('placeCall').answer({ ok: true, call: merged })
    expect(call()).toMatchObject({ status: 'IN_CALL', callId: THEIRS, role: 'responder', device: grace })
  })

  it('hung up while the two calls were becoming one: that one ends too', async () => {
    const { socket, store, dial, known } = start()
    await dial()
    const placed = socket.take('placeCall')
    store.dispatch(endCall())
    await settle()
    await placed.answer({
      ok: true,
      call: { ...known(THEIRS), caller: grace, callee: 'ada', state: 'answered', answeredBy: ada },
    })
    const ended = socket.asked.filter(({ event }) => event === 'endCall').map(({ payload }) => payload)
    expect(ended).toContainEqual({ callId: THEIRS, reason: 'hangup' })
  })

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
})

describe('being called', () => {
  it('tells the server that it rings, once the person has been shown it', async () => {
    const { socket, store, call, invitation } = start()
    await socket.tell('incomingCall', invitation())
    expect(call()).toMatchObject({ status: 'INCOMING', peer: 'grace' })
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

  it('accepts, and follows the server when another device was faster', async () => {
    const { socket, store, call, known, invitation } = start()
    await socket.tell('incomingCall', invitation())
    store.dispatch(acceptCall({ media: 'video' }))
    await settle()
    expect(call()).toMatchObject({ status: 'IN_CALL', role: 'responder' })
    const view: CallView = { ...known(THEIRS), state: 'ended', reason: 'answeredElsewhere' }
    await socket.take('acceptCall').answer({ ok: true, call: view })
    expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'answeredElsewhere' } })
  })

  it('declines until the server has heard it', async () => {
    const { socket, store, call, invitation } = start()
    await socket.tell('incomingCall', invitation())
    store.dispatch(rejectCall({}))
    await settle()
    expect(call()).toMatchObject({ lastEnd: { reason: 'declined' } })
    await socket.take('rejectCall').lose()
    await socket.disconnect()
    await socket.connect()
    await socket.take('rejectCall').answer({ ok: true })
    expect(socket.open('rejectCall')).toBe(0)
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
})

describe('in step with the server', () => {
  it('answered elsewhere while our socket was down: it stops ringing', async () => {
    const { socket, clock, call, known, invitation } = start()
    await socket.tell('incomingCall', invitation())
    await socket.disconnect()
    await socket.connect()
    const sync = socket.take('sync')
    expect(sync.payload).toEqual({ call: { callId: THEIRS, status: 'INCOMING' } })
    const view: CallView = { ...known(THEIRS), state: 'ended', reason: 'answeredElsewhere' }
    await sync.answer({ ok: true, now: clock.now(), call: view, invitation: null, missed: [] })
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
    await socket.take('sync').answer({ ok: true, now: clock.now(), call: null, invitation: null, missed: [] })
    expect(socket.take('placeCall').payload.callId).toBe(callId)
  })

  it('losing the server does not end a call', async () => {
    const { socket, clock, call, store, invitation } = start()
    await socket.tell('incomingCall', invitation())
    store.dispatch(acceptCall({ media: 'video' }))
    await settle()
    await socket.disconnect()
    clock.advance(600_000)
    await socket.connect()
    await socket.take('sync').answer({ ok: true, now: clock.now(), call: null, invitation: null, missed: [] })
    expect(call().status).toBe('IN_CALL')
  })

  it("a lost call's end reaches the server with its reason", async () => {
    const { socket, store, call, invitation } = start()
    await socket.tell('incomingCall', invitation())
    store.dispatch(acceptCall({ media: 'video' }))
    await settle()
    store.dispatch(mediaLost({ callId: 'call-before-00000', reason: 'lost' }))
    expect(call().status).toBe('IN_CALL')
    store.dispatch(mediaLost({ callId: THEIRS, reason: 'lost' }))
    await settle()
    expect(socket.take('endCall').payload).toEqual({ callId: THEIRS, reason: 'lost' })
  })

  it('a hang-up is repeated until acknowledged, but not for ever', async () => {
    const { socket, clock, outbox, dial, ringing, store } = start()
    const callId = await dial()
    await socket.take('placeCall').answer({ ok: true, call: ringing(callId) })
    store.dispatch(endCall())
    await settle()
    await socket.take('endCall').lose()
    expect(socket.open('endCall')).toBe(1)
    clock.advance(61_000)
    await socket.take('endCall').lose()
    expect(outbox.size).toBe(0)
  })

  it('an answer that breaks the contract fails the call instead of hanging it', async () => {
    const { socket, call, dial } = start()
    await dial()
    await socket.take('placeCall').answer({ ok: true } as never)
    expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'failed' } })
  })
})

describe('history', () => {
  it('keeps one line per call, however often it is told', async () => {
    const { socket, clock, store, invitation } = start()
    await socket.tell('incomingCall', invitation())
    await socket.tell('callEnded', { callId: THEIRS, rev: 2, reason: 'cancelled' })
    await socket.tell('missedCall', { callId: THEIRS, caller: 'grace', media: 'video', at: clock.now() }, 2)
    expect(store.getState().history).toMatchObject([{ callId: THEIRS, outcome: 'missed', direction: 'incoming' }])
  })
})
