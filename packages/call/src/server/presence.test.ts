import { configureStore, createListenerMiddleware } from '@reduxjs/toolkit'
import { expect, it } from 'vitest'
import { callReducer } from '../state/callSlice.ts'
import { connectionReducer } from '../state/connectionSlice.ts'
import { historyReducer } from '../state/historySlice.ts'
import { presenceReducer, presenceUnwatched, presenceWatched, selectPresence } from '../state/presenceSlice.ts'
import { createFakeSocket, settle } from '../testing/index.ts'
import type { CallRootState, StartListening } from './deps.ts'
import { setupPresenceListeners } from './presenceListeners.ts'

function setup(connected = true) {
  const socket = createFakeSocket(connected)
  const middleware = createListenerMiddleware<CallRootState>()
  const store = configureStore({
    reducer: { call: callReducer, connection: connectionReducer, history: historyReducer, presence: presenceReducer },
    middleware: (defaults) => defaults().prepend(middleware.middleware),
  })
  const stop = setupPresenceListeners(middleware.startListening as StartListening, { store, socket })
  const watch = async (query: string) => {
    store.dispatch(presenceWatched({ query }))
    await settle()
  }
  return { socket, store, stop, watch, presence: () => selectPresence(store.getState()) }
}
const online = (userId: string) => ({ userId, state: 'online' }) as const

it('asks for the list when somebody looks, and applies the changes', async () => {
  const { socket, watch, presence } = setup()
  await watch('')
  await socket.take('watchPresence').answer({ ok: true, people: [online('bob'), online('Eve')], total: 2 })
  await socket.tell('presenceChanged', {
    changed: [{ userId: 'BOB', state: 'inCall' }, online('cyd')],
    gone: ['eve'],
    total: 2,
  })
  expect(presence()).toMatchObject({
    loaded: true,
    total: 2,
    people: [{ userId: 'BOB', state: 'inCall' }, online('cyd')],
  })
})

it('an answer to an older search changes nothing', async () => {
  const { socket, watch, presence } = setup()
  await watch('a')
  await watch('ad')
  await socket.take('watchPresence').answer({ ok: true, people: [online('bob')], total: 1 })
  expect(presence()).toMatchObject({ people: [], loaded: false })
  await socket.take('watchPresence').answer({ ok: true, people: [online('ada')], total: 1 })
  expect(presence()).toMatchObject({ people: [online('ada')], loaded: true })
})

it('asks again when the connection is back, and only while somebody looks', async () => {
  const { socket, store, watch } = setup(false)
  await watch('')
  expect(socket.asked).toEqual([])
  await socket.connect()
  expect(socket.open('watchPresence')).toBe(1)
  store.dispatch(presenceUnwatched())
  await settle()
  expect(socket.open('unwatchPresence')).toBe(1)
  await socket.disconnect()
  await socket.connect()
  expect(socket.open('watchPresence')).toBe(0)
})

it('a change that comes after looking away is not kept', async () => {
  const { socket, store, watch, presence } = setup()
  await watch('')
  store.dispatch(presenceUnwatched())
  await socket.tell('presenceChanged', { changed: [online('ada')], gone: [], total: 1 })
  expect(presence().people).toEqual([])
})

it('asks again for a lost answer', async () => {
  const { socket, watch, stop } = setup()
  await watch('')
  await socket.take('watchPresence').lose()
  expect(socket.open('watchPresence')).toBe(1)
  stop()
  expect(socket.listeners).toBe(0)
})
