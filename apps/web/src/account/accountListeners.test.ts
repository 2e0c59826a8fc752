import { connectionChanged } from '@parley/call'
import { expect, it, vi } from 'vitest'
import { createAppStore } from '../app/store.ts'
import { setupAccountListeners } from './accountListeners.ts'
import { idClaimed, idGivenUp } from './accountSlice.ts'
import { createJsonStorage } from './storage.ts'

const settled = () => new Promise((resolve) => setTimeout(resolve))

function setup(remembered: Record<string, string> = {}) {
  const { store, startListening } = createAppStore()
  const values = new Map(Object.entries(remembered))
  const local = createJsonStorage(() => ({
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  }))
  const socket = { auth: {}, connect: vi.fn(), disconnect: vi.fn() }
  // The listeners use the socket for nothing else.
  const typed = socket as unknown as Parameters<typeof setupAccountListeners>[0]['socket']
  setupAccountListeners({ store, startListening, local, socket: typed, deviceId: Promise.resolve('device-0000000000') })
  return { store, values, socket, account: () => store.getState().account }
}

it('a first visit waits for an ID, takes it online, and remembers it once the server has it', async () => {
  const { store, values, socket, account } = setup()
  expect(account()).toEqual({ status: 'none', refused: null })
  store.dispatch(idClaimed('Ada'))
  await settled()
  expect(socket.auth).toMatchObject({ userId: 'Ada', deviceId: 'device-0000000000', protocol: 1 })
  expect(socket.connect).toHaveBeenCalledOnce()
  expect(values.has('parley.id')).toBe(false)
  store.dispatch(connectionChanged({ status: 'online' }))
  expect(account()).toEqual({ status: 'known', userId: 'Ada' })
  expect(values.get('parley.id')).toBe('"Ada"')
})

it('the next visit goes online by itself, as the same holder', async () => {
  const { socket, account } = setup({ 'parley.id': '"Ada"', 'parley.holder': '"holder-0000000000"' })
  await settled()
  expect(account()).toEqual({ status: 'known', userId: 'Ada' })
  expect(socket.auth).toMatchObject({ userId: 'Ada', holder: 'holder-0000000000' })
  expect(socket.connect).toHaveBeenCalledOnce()
})

it('a refused ID can be mended, now or on a later visit', async () => {
  const { store, account } = setup({ 'parley.id': '"Ada"' })
  store.dispatch(connectionChanged({ status: 'refused', code: 'idTaken' }))
  expect(account()).toEqual({ status: 'none', refused: 'Ada' })
})

it('an ID given up is forgotten and goes offline', () => {
  const { store, values, socket, account } = setup({ 'parley.id': '"Ada"' })
  socket.disconnect.mockClear()
  store.dispatch(idGivenUp())
  expect(account()).toEqual({ status: 'none', refused: null })
  expect(values.has('parley.id')).toBe(false)
  expect(socket.disconnect).toHaveBeenCalledOnce()
})

it('an ID given up before the device knew its name stays offline', async () => {
  const { store, socket } = setup({ 'parley.id': '"Ada"' })
  store.dispatch(idGivenUp())
  await settled()
  expect(socket.connect).not.toHaveBeenCalled()
})
