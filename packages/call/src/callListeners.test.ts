import type { CallView, DeviceRef, Invitation } from '@parley/protocol'
import { createFakeClock } from '@parley/protocol/testing'
import { configureStore, createListenerMiddleware } from '@reduxjs/toolkit'
import { afterEach, describe, expect, it } from 'vitest'
import { setupCallListeners } from './callListeners.ts'
import {
  acceptCall,
  callAnswered,
  callerBlocked,
  callReducer,
  endCall,
  mediaLost,
  rejectCall,
  ringingShown,
  selectCall,
  startOutgoingCall,
  startWaiting,
} from './callSlice.ts'
import { connectionReducer } from './connectionSlice.ts'
import { historyReducer } from './historySlice.ts'
import { createOutbox } from './outbox.ts'
import { presenceReducer } from './presenceSlice.ts'
import type { CallRootState, ListenerDeps, StartListening } from './root.ts'
import type { Screening } from './screening.ts'
import { createFakeSocket, sampleIdentity, settle } from './testing/index.ts'

const grace: DeviceRef = { userId: 'grace', deviceId: 'grace-phone-00000' }
const ada: DeviceRef = { userId: 'ada', deviceId: 'ada-laptop-000000' }
const THEIRS = 'call-theirs-00000'

const teardowns: (() => void)[] = []
afterEach(() => {
  for (const teardown of teardowns.splice(0)) teardown()
})

interface Start extends Pick<ListenerDeps, 'screen' | 'avoid' | 'reports'> {
  connected?: boolean
}

function start({ connected = true, screen, avoid, reports }: Start = {}) {
  const socket = createFakeSocket(connected)
  const clock = createFakeClock()
  const outbox = createOutbox(socket)
  const middleware = createListenerMiddleware<CallRootState>()
  const store = configureStore({
    reducer: { call: callReducer, connection: connectionReducer, history: historyReducer, presence: presenceReducer },
    middleware: (defaults) => defaults().prepend(middleware.middleware),
  })
  const stop = setupCallListeners(middleware.startListening as StartListening, {
    ...{ store, socket, outbox, clock },
    ...(screen && { screen }),
    ...(avoid && { avoid }),
    ...(reports && { reports }),
  })
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
    identity: sampleIdentity,
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
    const theirs = { ...known(THEIRS), caller: grace, callee: 'ada' }
    const merged: CallView = { ...theirs, state: 'answered', answeredBy: ada, ticket: 't' }
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
      call: { ...known(THEIRS), caller: grace, callee: 'ada', state: 'answered', answeredBy: ada, ticket: 't' },
    })
    const ended = socket.asked.filter(({ event }) => event === 'endCall').map(({ payload }) => payload)
    expect(ended).toContainEqual({ callId: THEIRS, reason: 'hangup' })
  })

  it('does not give up early with a clock that is ahead, though the server has not told its own yet', async () => {
    const { socket, clock, call, dial, ringing } = start({ connected: false })
    const callId = await dial()
    await socket.connect()
    const now = clock.now() - 3_600_000
    const view = ringing(callId)
    await socket.take('placeCall').answer({ ok: true, call: { ...view, expiresAt: now + 45_000 } as CallView })
    clock.advance(10_000)
    expect(call().status).toBe('OUTGOING')
    await socket.take('sync').answer({ ok: true, now: now + 10_000, call: view, invitation: null, missed: [] })
    clock.advance(39_000)
    expect(call().status).toBe('OUTGOING')
    clock.advance(2_000)
    expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'timeout' } })
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

  it('accepts again with a server that has only just begun, until the caller has come back to it', async () => {
    const { socket, clock, store, call, known, invitation } = start()
    await socket.tell('incomingCall', invitation())
    store.dispatch(acceptCall({ media: 'video' }))
    await settle()
    await socket.take('acceptCall').answer({ ok: false, error: 'unavailable' })
    expect(socket.open('acceptCall')).toBe(0)
    clock.advance(500)
    await settle()
    const view: CallView = { ...known(THEIRS), state: 'answered', answeredBy: ada, ticket: 'ticket' }
    await socket.take('acceptCall').answer({ ok: true, call: view })
    expect(call()).toMatchObject({ status: 'IN_CALL', ticket: 'ticket' })
  })

  it('says again that it declines when a restarted server rings for the same call', async () => {
    const { socket, store, call, invitation } = start()
    await socket.tell('incomingCall', invitation())
    store.dispatch(rejectCall({}))
    await settle()
    await socket.take('rejectCall').answer({ ok: false, error: 'notInCall' })
    await socket.tell('incomingCall', invitation())
    await socket.take('rejectCall').answer({ ok: true })
    expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'declined' } })
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

describe('screening', () => {
  const offered = (asked: { event: string; payload: unknown }[]) =>
    asked.filter(({ event }) => event !== 'sync').map(({ event, payload }) => ({ event, payload }))

  it.each([
    ['silence', false],
    ['block', true],
  ] as const)(
    '%s: nothing rings, and the server is told once, however often it tells',
    async (screening, everywhere) => {
      const { socket, clock, store, call, invitation } = start({ screen: () => screening })
      const before = store.getState()
      await socket.tell('incomingCall', invitation(), 3)
      await socket.take('ignoreCall').lose()
      await socket.disconnect()
      await socket.connect()
      await socket.take('sync').answer({ ok: true, now: clock.now(), call: null, invitation: invitation(), missed: [] })
      await socket.take('ignoreCall').answer({ ok: true })
      await socket.tell('incomingCall', invitation())
      expect(store.getState()).toEqual(before)
      expect(call().status).toBe('IDLE')
      expect(socket.open('ignoreCall')).toBe(0)
      const payload = { callId: THEIRS, everywhere }
      expect(offered(socket.asked)).toEqual([1, 2, 3].map(() => ({ event: 'ignoreCall', payload })))
    },
  )

  it('asks by who calls, and lets the others ring', async () => {
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
    const { socket, clock, invitation } = start({ screen: () => 'silence' })
    await socket.tell('incomingCall', invitation({ expiresAt: clock.now() }))
    expect(socket.asked).toEqual([])
  })

  it('a silenced call is kept as missed, a blocked one is not, told at once or later', async () => {
    const { socket, clock, store } = start({
      connected: false,
      screen: (caller) => (caller === 'eve' ? 'block' : 'silence'),
    })
    const missed = (caller: string, callId: string) => ({ callId, caller, media: 'video', at: clock.now() }) as const
    await socket.connect()
    const later = [missed('eve', 'call-of-eve-00001'), missed('grace', 'call-of-grace-001')]
    await socket.take('sync').answer({ ok: true, now: clock.now(), call: null, invitation: null, missed: later })
    await socket.tell('missedCall', missed('eve', 'call-of-eve-00002'))
    await socket.tell('missedCall', missed('grace', 'call-of-grace-002'))
    const history = store.getState().history.map(({ userId, outcome }) => `${userId} ${outcome}`)
    expect(history).toEqual(['grace missed', 'grace missed'])
  })

  it('blocking who calls ends the ringing on all devices without a word to the caller, and leaves no line', async () => {
    const { socket, store, call, invitation } = start()
    await socket.tell('incomingCall', invitation())
    store.dispatch(callerBlocked())
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
    store.dispatch(callerBlocked())
    await settle()
    clock.advance(61_000)
    await socket.take('ignoreCall').lose()
    expect(outbox.size).toBe(0)
  })

  it('another device of mine blocked the caller: it stops ringing here, and leaves no line', async () => {
    const { socket, store, call, invitation } = start()
    await socket.tell('incomingCall', invitation())
    await socket.tell('callEnded', { callId: THEIRS, rev: 2, reason: 'blocked' })
    expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'blocked' } })
    expect(store.getState().history).toEqual([])
    expect(socket.open('ignoreCall')).toBe(0)
  })
})

describe('waiting at a link or for a match', () => {
  const LINK = 'AAAAAAAAAAAAAAAAAAAAAA'
  const atLink = { kind: 'link', link: LINK, name: 'Ada', media: 'voice' } as const
  const MINE = 'call-mine-0000000'
  /** The call of two who met, in which I am the caller. */
  const met = (over: Partial<Extract<CallView, { state: 'answered' }>> = {}): CallView => ({
    ...{ callId: MINE, kind: 'link', media: 'video', rev: 1, caller: ada, callee: 'grace' },
    ...{ state: 'answered', answeredBy: grace, ticket: 't' },
    ...over,
  })
  /** The same, in which the other one is. */
  const metTheirs = () => met({ callId: THEIRS, caller: grace, callee: 'ada', answeredBy: ada })

  it('asks to be let in, waits without end, and is in the call once somebody comes', async () => {
    const { socket, store, clock, call } = start()
    store.dispatch(startWaiting(atLink, MINE))
    await settle()
    const asked = socket.take('joinLink')
    expect(asked.payload).toEqual({ callId: MINE, link: LINK, media: 'voice', name: 'Ada' })
    await asked.answer({ ok: true, call: null, waiting: 1 })
    clock.advance(3_600_000)
    expect(call()).toMatchObject({ status: 'OUTGOING' })
    await socket.tell('callMet', { waited: MINE, call: met() }, 2)
    expect(call()).toMatchObject({ status: 'IN_CALL', callId: MINE, role: 'initiator', device: grace, ticket: 't' })
  })

  it('is in their call where the server has chosen it', async () => {
    const { socket, store, call } = start()
    store.dispatch(startWaiting({ kind: 'match', media: 'video' }, MINE))
    await settle()
    await socket.take('findMatch').answer({ ok: true, call: metTheirs(), waiting: 0 })
    await socket.tell('callMet', { waited: MINE, call: metTheirs() })
    expect(call()).toMatchObject({
      status: 'IN_CALL',
      callId: THEIRS,
      role: 'responder',
      kind: 'match',
      media: 'video',
    })
    expect(socket.asked.map(({ event }) => event)).toEqual(['findMatch'])
  })

  it.each(['full', 'linkGone', 'alreadyInCall'] as const)('says so when the server answers %s', async (error) => {
    const { socket, store, call } = start()
    store.dispatch(startWaiting(atLink, MINE))
    await settle()
    await socket.take('joinLink').answer({ ok: false, error })
    expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: error, peer: null } })
  })

  it('who stops waiting is not met: a call that came of it all the same ends', async () => {
    const { socket, store, call } = start()
    store.dispatch(startWaiting(atLink, MINE))
    await settle()
    store.dispatch(endCall())
    await settle()
    expect(socket.take('endCall').payload).toEqual({ callId: MINE, reason: 'hangup' })
    await socket.tell('callMet', { waited: MINE, call: metTheirs() })
    expect(call().status).toBe('IDLE')
    expect(socket.asked.filter(({ event }) => event === 'endCall')).toHaveLength(2)
  })

  it('waits again at a server that has forgotten it', async () => {
    const { socket, store, clock } = start()
    store.dispatch(startWaiting(atLink, MINE))
    await settle()
    await socket.take('joinLink').answer({ ok: true, call: null, waiting: 1 })
    await socket.disconnect()
    await socket.connect()
    const sync = socket.take('sync')
    expect(sync.payload.call).toEqual({ callId: MINE, status: 'OUTGOING' })
    await sync.answer({ ok: true, now: clock.now(), call: null, invitation: null, missed: [] })
    expect(socket.take('joinLink').payload.callId).toBe(MINE)
  })

  it('is told how many wait, and names whom it shall not be', async () => {
    const avoid = () => Array.from({ length: 300 }, (_, n) => `someone${n}`)
    const { socket, store, call } = start({ avoid })
    store.dispatch(startWaiting({ kind: 'match', media: 'video' }, MINE))
    await settle()
    const asked = socket.take('findMatch')
    expect(asked.payload.avoid).toHaveLength(256)
    expect(asked.payload.avoid.at(-1)).toBe('someone299')
    await asked.answer({ ok: true, call: null, waiting: 4 })
    expect(call()).toMatchObject({ waiting: 4 })
    await socket.tell('queueChanged', { waiting: 2 })
    expect(call()).toMatchObject({ waiting: 2 })
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

  it('places a call again that its callee says to have taken, and of which a restarted server knows nothing', async () => {
    const { socket, store, clock, call, dial, ringing } = start()
    const callId = await dial()
    await socket.take('placeCall').answer({ ok: true, call: ringing(callId, [grace]) })
    await socket.disconnect()
    store.dispatch(callAnswered({ callId, device: grace, media: 'video' }))
    await socket.connect()
    await socket.take('sync').answer({ ok: true, now: clock.now(), call: null, invitation: null, missed: [] })
    await socket.take('placeCall').answer({ ok: true, call: ringing(callId) })
    clock.advance(60_000)
    expect(call()).toMatchObject({ status: 'IN_CALL', device: grace, ticket: null })
    await socket.tell('callAnswered', { callId, rev: 2, device: grace, media: 'video', ticket: 'ticket' })
    expect(call()).toMatchObject({ status: 'IN_CALL', ticket: 'ticket' })
  })

  it('gives up at the first deadline, though a restarted server names a later one', async () => {
    const { socket, clock, call, dial, ringing } = start()
    const callId = await dial()
    await socket.take('placeCall').answer({ ok: true, call: ringing(callId) })
    await socket.disconnect()
    clock.advance(20_000)
    await socket.connect()
    await socket.take('sync').answer({ ok: true, now: clock.now(), call: null, invitation: null, missed: [] })
    await socket.take('placeCall').answer({ ok: true, call: ringing(callId) })
    clock.advance(29_000)
    expect(call()).toMatchObject({ status: 'OUTGOING' })
    clock.advance(2_000)
    await settle()
    expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'timeout' } })
    expect(socket.open('endCall')).toBe(1)
  })

  it('rings after its call for one that came while it was in it: the server had forgotten that call', async () => {
    const { socket, clock, store, call, invitation } = start()
    const other = invitation({ callId: 'call-other-000000' })
    await socket.tell('incomingCall', invitation())
    await socket.tell('incomingCall', other)
    expect(call()).toMatchObject({ status: 'INCOMING', callId: THEIRS })
    store.dispatch(rejectCall({}))
    await settle()
    expect(socket.asked.map(({ event }) => event)).toEqual(['rejectCall', 'sync'])
    await socket.take('rejectCall').answer({ ok: false, error: 'notInCall' })
    await socket.take('sync').answer({ ok: true, now: clock.now(), call: null, invitation: other, missed: [] })
    expect(call()).toMatchObject({ status: 'INCOMING', callId: 'call-other-000000' })
    await socket.tell('callEnded', { callId: 'call-other-000000', rev: 2, reason: 'cancelled' })
    expect(socket.open('sync')).toBe(0)
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
    store.dispatch(acceptCall({ media: 'video' }))
    await settle()
    await socket.disconnect()
    await socket.connect()
    const sync = socket.take('sync')
    expect(sync.payload).toEqual({ call: { callId: THEIRS, status: 'IN_CALL' } })
    const view = { ...known(THEIRS), caller: grace, callee: 'ada', state: 'answered', answeredBy: ada } as const
    await socket.take('acceptCall').answer({ ok: true, call: { ...view, ticket: 'a ticket' } })
    expect(call()).toMatchObject({ status: 'IN_CALL', ticket: 'a ticket' })
    const before = call()
    const told = { ok: true as const, now: clock.now(), invitation: null, missed: [] }
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
    const told = { ok: true as const, now: clock.now(), invitation: null, missed: [] }
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
    store.dispatch(acceptCall({ media: 'video' }))
    await settle()
    await socket.disconnect()
    clock.advance(600_000)
    await socket.connect()
    await socket.take('sync').answer({ ok: true, now: clock.now(), call: null, invitation: null, missed: [] })
    expect(call().status).toBe('IN_CALL')
  })

  it.each(['lost', 'insecure'] as const)("a call's end as %s reaches the server with its reason", async (reason) => {
    const { socket, store, call, invitation } = start()
    await socket.tell('incomingCall', invitation())
    store.dispatch(acceptCall({ media: 'video' }))
    await settle()
    store.dispatch(mediaLost({ callId: 'call-before-00000', reason: 'lost' }))
    expect(call().status).toBe('IN_CALL')
    store.dispatch(mediaLost({ callId: THEIRS, reason }))
    await settle()
    expect(socket.take('endCall').payload).toEqual({ callId: THEIRS, reason })
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
