import {
  acceptCall,
  callReducer,
  codeCallConnected,
  codeCallStarted,
  connectionReducer,
  createOutbox,
  createSignalTransport,
  endCall,
  historyReducer,
  incomingCall,
  presenceReducer,
} from '@parley/call'
import { createFakeSocket, sampleIdentity, settle } from '@parley/call/testing'
import type { Signal } from '@parley/protocol'
import { createFakeWorld, readSeal } from '@parley/webrtc/testing'
import { configureStore, isAction, type Middleware } from '@reduxjs/toolkit'
import { afterEach, expect, it } from 'vitest'
import { choicesChanged, mediaChoicesReducer, selectMediaChoices } from '../state/mediaChoices.ts'
import { relayKnown } from '../state/relaySlice.ts'
import { connectSession } from './connectSession.ts'
import { followPlan } from './followPlan.ts'
import { planMedia } from './planMedia.ts'
import type { Signalling } from './signalling.ts'

const CALL = 'call-000000000000'
const bob = { userId: 'bob', deviceId: 'bob-device-0123456789' }

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

function setup(dispatched: (action: { type: string; payload?: unknown }) => void = () => {}) {
  const world = createFakeWorld()
  const { ports, media, signer, connections } = world.join('ada')
  const socket = createFakeSocket()
  const outbox = createOutbox(socket)
  const transport = createSignalTransport({ socket, outbox, clock: world.clock })
  const watching: Middleware = () => (next) => (action) => {
    if (isAction(action)) dispatched(action)
    return next(action)
  }
  const store = configureStore({
    reducer: {
      call: callReducer,
      connection: connectionReducer,
      history: historyReducer,
      mediaChoices: mediaChoicesReducer,
      presence: presenceReducer,
    },
    middleware: (defaults) => defaults().concat(watching),
  })
  const carried: Signal[] = []
  const codes: Signalling = {
    signer,
    iceServers: async () => ({ servers: [], renewAt: null }),
    send: (_callId, _to, signal) => void carried.push(signal),
  }
  const { clock } = world
  const connected = connectSession({ store, transport, outbox, clock, signer, codes: () => codes, browser: ports })
  closing.push(async () => {
    connected.close()
    transport.close()
    outbox.close()
    await world.close()
    expect(socket.listeners).toBe(0)
  })
  /** Syncs the session with the plan, as `useWebRTC` does. */
  const sync = async () => {
    connected.session.sync(planMedia(store.getState().call.current, selectMediaChoices(store.getState())))
    await settle()
  }
  const answer = async () => {
    store.dispatch(
      incomingCall({ callId: CALL, kind: 'direct', media: 'video', rev: 1, caller: bob, identity: sampleIdentity }),
    )
    store.dispatch(acceptCall({ callId: CALL, media: 'video' }))
    await socket.take('getIceServers').answer({ ok: true, iceServers: [], ttlSeconds: 3_600 })
    await sync()
  }
  /** Lets bob join the call, and carries the signals of both over the socket. */
  const connectBob = async () => {
    await answer()
    // Signals travel over the socket only.
    world.wire.paused = true
    const bobsParty = world.join('bob')
    const ada = { userId: 'ada', deviceId: 'ada-device-0123456789' }
    const local = {
      ...{ microphone: true, camera: false, muted: false, screen: false },
      ...{ microphoneId: null, cameraId: null, lessData: false, insistOnVideo: false },
    }
    bobsParty.session.sync({ kind: 'connected', callId: CALL, remote: ada, role: 'initiator', attempt: 0, local })
    for (let turn = 0; turn < 10; turn += 1) {
      for (const { signal } of world.wire.inFlight.splice(0))
        await socket.tell('signal', { callId: CALL, from: bobsParty.device, signal })
      while (socket.open('signal') > 0) {
        const asked = socket.take('signal')
        bobsParty.session.receive(CALL, ada, asked.payload.signal)
        await asked.answer({ ok: true })
      }
      await world.run(50)
    }
    return bobsParty
  }
  const { session } = connected
  return { world, media, signer, connections, socket, store, carried, session, sync, answer, connectBob }
}

it('asks for ICE servers before there is a call, so that an answer need not wait for them', async () => {
  const { socket } = setup()
  await settle()
  expect(socket.open('getIceServers')).toBe(1)
})

it('a call that never connects ends as failed', async () => {
  const { world, store, answer } = setup()
  await answer()
  await world.run(31_000)
  expect(store.getState().call.current).toMatchObject({
    status: 'IDLE',
    lastEnd: { reason: 'failed', unconnected: true },
  })
})

it('a call that connected counts as talked, however it ends', async () => {
  const { store, connectBob } = setup()
  await connectBob()
  expect(store.getState().call.current).toMatchObject({ status: 'IN_CALL', connected: true })
  store.dispatch(endCall({ callId: CALL }))
  expect(store.getState().call.current).not.toHaveProperty('lastEnd.unconnected')
})

it.each([
  [['stun:s.example', 'turn:t.example?transport=tcp'], true],
  [['stun:s.example'], false],
])('knows of %j whether there is a relay', async (urls, relay) => {
  const relays: unknown[] = []
  const { socket } = setup(({ type, payload }) => type === relayKnown.type && relays.push(payload))
  await socket.take('getIceServers').answer({ ok: true, iceServers: [{ urls }], ttlSeconds: 3_600 })
  await settle()
  expect(relays).toEqual([relay])
})

it('a description that fails verification ends the call as insecure', async () => {
  const { world, socket, store, answer } = setup()
  await answer()
  const description = { type: 'offer', sdp: 'v=0' } as const
  const seal = { identity: sampleIdentity, signature: `e30.e30.${'A'.repeat(86)}` }
  await socket.tell('signal', {
    callId: CALL,
    from: bob,
    signal: { type: 'description', negotiation: 'n1', description, seal },
  })
  await world.run()
  expect(store.getState().call.current).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'insecure' } })
})

it('a description that cannot be checked ends the call as failed', async () => {
  const { world, signer, socket, store, answer } = setup()
  await answer()
  signer.broken = 'verify'
  const description = { type: 'offer', sdp: 'v=0' } as const
  const seal = { identity: sampleIdentity, signature: `e30.e30.${'A'.repeat(86)}` }
  await socket.tell('signal', {
    callId: CALL,
    from: bob,
    signal: { type: 'description', negotiation: 'n1', description, seal },
  })
  await world.run(5_000)
  expect(store.getState().call.current).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'failed' } })
})

it("a verified offer is answered under this device's own seal", async () => {
  const { world, socket, answer } = setup()
  await answer()
  const { session, device } = world.join('bob')
  const ada = { userId: 'ada', deviceId: 'ada-device-0123456789' }
  const local = {
    ...{ microphone: true, camera: false, muted: false, screen: false },
    ...{ microphoneId: null, cameraId: null, lessData: false, insistOnVideo: false },
  }
  session.sync({ kind: 'connected', callId: CALL, remote: ada, role: 'initiator', attempt: 0, local })
  await settle()
  for (const { signal } of world.wire.sent) await socket.tell('signal', { callId: CALL, from: device, signal })
  await world.run()
  const { signal } = socket.take('signal').payload
  expect(signal.type === 'description' && readSeal(signal.seal)).toMatchObject({ from: ada, to: bob, type: 'answer' })
})

it('a share that is stopped in the browser is off in the choices too', async () => {
  const { world, media, store, sync, answer } = setup()
  await answer()
  store.dispatch(choicesChanged({ callId: CALL, screen: true }))
  await sync()
  await world.run()
  expect(store.getState().mediaChoices.inCall?.screen).toBe(true)
  media.live('screen')?.end()
  await world.run()
  expect(store.getState().mediaChoices.inCall?.screen).toBe(false)
})

it('the other side hangs up without a server: the call ends here too, and the server hears of it', async () => {
  const { world, socket, store, session, connectBob } = setup()
  const { session: bobs } = await connectBob()
  expect(session.getSnapshot().connection).toBe('connected')
  // The server must hear of the end before any other request: from a device without a call it would mean a lost call.
  const heardFirst: boolean[] = []
  store.subscribe(() => {
    if (store.getState().call.current.status === 'IDLE') heardFirst.push(socket.open('endCall') === 1)
  })
  bobs.sync({ kind: 'released' })
  await world.run(50)
  expect(store.getState().call.current).toMatchObject({ status: 'IDLE', lastEnd: { callId: CALL, reason: 'hangup' } })
  expect(heardFirst).toContain(true)
  expect(heardFirst).not.toContain(false)
  expect(socket.take('endCall').payload).toEqual({ callId: CALL, reason: 'hangup' })
})

it('hanging up here reaches the other side over the connection, without the server', async () => {
  const { world, store, sync, connectBob } = setup()
  const { left } = await connectBob()
  store.dispatch(endCall({ callId: CALL }))
  await sync()
  await world.run(50)
  expect(left).toEqual([{ callId: CALL, reason: 'hangup' }])
})

it('T34: the press that hangs up returns with no track on any sender, and with camera and microphone off', async () => {
  const { media, connections, store, session, connectBob } = setup()
  await connectBob()
  const stop = followPlan(session, store)
  const senders = connections.flatMap(({ transceivers }) => transceivers.map(({ sender }) => sender))
  expect(senders.map(({ track }) => track?.kind)).toEqual(['audio', 'video'])
  store.dispatch(endCall({ callId: CALL }))
  expect(senders.map(({ asked }) => asked)).toEqual([null, null])
  expect([media.live('mic-1'), media.live('cam-1')]).toEqual([null, null])
  stop()
})

it('T35: a call ended by a flood says so here, and that it failed to the other side', async () => {
  const { world, store, connections, connectBob } = setup()
  const bob = await connectBob()
  const control = connections.at(-1)?.channels.find(({ label }) => label === 'control')
  for (let seq = 1_000; seq < 3_000; seq += 1)
    control?.deliver(JSON.stringify({ type: 'media', seq, microphone: seq % 2 === 0, camera: true, screen: false }))
  expect(store.getState().call.current).toMatchObject({
    status: 'IDLE',
    lastEnd: { reason: 'failed', flooded: true },
  })
  await world.run(50)
  expect(bob.left).toEqual([{ callId: CALL, reason: 'failed' }])
})

it('a goodbye for a call that is over already changes nothing', async () => {
  const { world, store, sync, connectBob } = setup()
  const { session: bobs } = await connectBob()
  store.dispatch(endCall({ callId: CALL }))
  const ended = store.getState().call
  bobs.sync({ kind: 'released' })
  await sync()
  await world.run(50)
  expect(store.getState().call).toBe(ended)
})

it('a call by codes sends nothing to the server and ignores signals from it', async () => {
  const { world, socket, store, carried, session, sync } = setup()
  await socket.take('getIceServers').answer({ ok: true, iceServers: [], ttlSeconds: 3_600 })
  const asked = socket.asked.length
  store.dispatch(codeCallStarted({ callId: CALL, peer: 'Someone', device: bob, role: 'initiator', media: 'voice' }))
  await sync()
  await world.run(60_000)
  expect(carried.map(({ type }) => type)).toEqual(['description', 'candidates'])
  const [offer] = carried
  if (offer?.type !== 'description') throw new Error('no offer')
  const forged = { ...offer, description: { type: 'answer', sdp: 'v=0' } } as const
  await socket.tell('signal', { callId: CALL, from: bob, signal: forged })
  await world.run()
  expect(store.getState().call.current).toMatchObject({ status: 'OUTGOING', kind: 'code' })

  // The other side has no server at all.
  const other = world.join('bob')
  const ada = { userId: 'ada', deviceId: 'ada-device-0123456789' }
  const local = {
    ...{ microphone: true, camera: false, muted: false, screen: false },
    ...{ microphoneId: null, cameraId: null, lessData: false, insistOnVideo: false },
  }
  const plan = { kind: 'connected', callId: CALL, remote: ada, role: 'responder', attempt: 0, local } as const
  world.wire.paused = true
  other.session.sync({ ...plan, byHand: true })
  for (const signal of carried.splice(0)) other.session.receive(CALL, ada, signal)
  await world.run()
  for (const { signal } of world.wire.inFlight.splice(0)) session.receive(CALL, bob, signal)
  await world.run()
  expect(session.getSnapshot().connection).toBe('connected')
  store.dispatch(codeCallConnected({ callId: CALL }))
  await sync()
  other.session.sync({ kind: 'released' })
  await world.run()
  expect(store.getState().call.current).toMatchObject({ status: 'IDLE', lastEnd: { kind: 'code', reason: 'hangup' } })
  expect(carried).toEqual([])
  expect(socket.asked.slice(asked)).toEqual([])
})
