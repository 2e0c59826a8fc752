import type { CallView, DeviceRef, Invitation } from '@parley/protocol'
import { createFakeClock } from '@parley/protocol/testing'
import { configureStore, createListenerMiddleware } from '@reduxjs/toolkit'
import { afterEach, expect } from 'vitest'
import { setupCallListeners } from '../server/callListeners.ts'
import type { CallRootState, ListenerDeps, StartListening } from '../server/deps.ts'
import { createOutbox } from '../server/outbox.ts'
import { callReducer, selectCall, startOutgoingCall } from '../state/callSlice.ts'
import { connectionReducer } from '../state/connectionSlice.ts'
import { historyReducer } from '../state/historySlice.ts'
import { presenceReducer } from '../state/presenceSlice.ts'
import { createFakeSocket, settle } from './fakeSocket.ts'
import { sampleIdentity } from './sampleIdentity.ts'

export const grace: DeviceRef = { userId: 'grace', deviceId: 'grace-phone-00000' }
export const ada: DeviceRef = { userId: 'ada', deviceId: 'ada-laptop-000000' }
/** The call that grace places. */
export const THEIRS = 'call-theirs-00000'

const teardowns: (() => void)[] = []
afterEach(() => {
  for (const teardown of teardowns.splice(0)) teardown()
})

interface Start extends Pick<ListenerDeps, 'screen' | 'isContact' | 'avoid' | 'reports'> {
  connected?: boolean
}

/** Ada's device, joined to a server that the test plays. Taken down after the test, which must leave nothing behind. */
export function start({ connected = true, screen, isContact, avoid, reports }: Start = {}) {
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
    ...(isContact && { isContact }),
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
    ringsForMs: 45_000,
  })
  const invitation = (over: Partial<Invitation> = {}): Invitation => ({
    callId: THEIRS,
    kind: 'direct',
    media: 'video',
    rev: 1,
    caller: grace,
    identity: sampleIdentity,
    ringsForMs: 45_000,
    ...over,
  })
  return { socket, clock, outbox, store, call, dial, known, ringing, invitation }
}
