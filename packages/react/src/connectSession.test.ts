import {
  acceptCall,
  callReducer,
  connectionReducer,
  createOutbox,
  createSignalTransport,
  historyReducer,
  incomingCall,
  presenceReducer,
} from '@parley/call'
import { createFakeSocket, settle } from '@parley/call/testing'
import { createFakeWorld } from '@parley/webrtc/testing'
import { configureStore } from '@reduxjs/toolkit'
import { afterEach, expect, it } from 'vitest'
import { connectSession } from './connectSession.ts'
import { choicesChanged, mediaChoicesReducer, selectMediaChoices } from './mediaChoices.ts'
import { planMedia } from './planMedia.ts'

const CALL = 'call-000000000000'
const bob = { userId: 'bob', deviceId: 'bob-device-0123456789' }

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

function setup() {
  const world = createFakeWorld()
  const { ports, media } = world.join('ada')
  const socket = createFakeSocket()
  const outbox = createOutbox(socket)
  const transport = createSignalTransport({ socket, outbox, clock: world.clock })
  const store = configureStore({
    reducer: {
      call: callReducer,
      connection: connectionReducer,
      history: historyReducer,
      mediaChoices: mediaChoicesReducer,
      presence: presenceReducer,
    },
  })
  const connected = connectSession({ store, transport, outbox, clock: world.clock, browser: ports })
  closing.push(async () => {
    connected.close()
    transport.close()
    outbox.close()
    await world.close()
    expect(socket.listeners).toBe(0)
  })
  /** What the hook does. */
  const sync = async () => {
    connected.session.sync(planMedia(store.getState().call.current, selectMediaChoices(store.getState())))
    await settle()
  }
  const answer = async () => {
    store.dispatch(incomingCall({ callId: CALL, kind: 'direct', media: 'video', caller: bob }))
    store.dispatch(acceptCall({ media: 'video' }))
    await socket.take('getIceServers').answer({ ok: true, iceServers: [], ttlSeconds: 3_600 })
    await sync()
  }
  return { world, media, socket, store, sync, answer }
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
  expect(store.getState().call.current).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'failed' } })
})

it('a share stopped from the browser is stopped in the choices too', async () => {
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
