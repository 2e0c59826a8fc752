import { expect, it } from 'vitest'
import { selectConnection } from '../state/connectionSlice.ts'
import { start } from '../testing/callHarness.ts'
import { setupConnectionListeners } from './connectionListeners.ts'

function setup() {
  const { socket, store } = start({ connected: false })
  const before = socket.listeners
  const stop = setupConnectionListeners({ store, socket })
  return { socket, stop, before, connection: () => selectConnection(store.getState()) }
}

it('the person sees when the server is there, when it is not, and why it refused', async () => {
  const { socket, stop, before, connection } = setup()
  await socket.connect()
  expect(connection()).toEqual({ status: 'online' })
  await socket.disconnect('transport close')
  expect(connection()).toEqual({ status: 'offline' })
  await socket.connect()
  await socket.disconnect('io client disconnect')
  expect(connection()).toEqual({ status: 'closed' })
  socket.refuse(Object.assign(new Error('idTaken'), { data: { code: 'idTaken' } }))
  expect(connection()).toEqual({ status: 'refused', code: 'idTaken' })
  socket.refuse(new Error('xhr poll error'))
  expect(connection()).toEqual({ status: 'offline' })
  stop()
  expect(socket.listeners).toBe(before)
})

it('another page that took this device’s place is told apart from a lost network', async () => {
  const { socket, stop, connection } = setup()
  await socket.connect()
  await socket.disconnect('io server disconnect')
  expect(connection()).toEqual({ status: 'replaced' })
  stop()
})
