import { expect, it, vi } from 'vitest'
import { idKnown } from '../state/accountSlice.ts'
import { createClientStore } from '../state/store.ts'
import { createStorageKeeper, type KeeperHints, setupKeptStorage } from './keepStorage.ts'

/** A browser that keeps storage once it is asked, and a client in it. */
function createBrowser(vendor = 'Apple Computer, Inc.') {
  let kept = false
  const persist = vi.fn(async () => {
    kept = true
    return kept
  })
  const keeper = createStorageKeeper({ vendor, storage: { persisted: async () => kept, persist } })
  const { store, startListening } = createClientStore()
  setupKeptStorage(startListening, keeper)
  return { keeper, persist, store }
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0))

it('a browser that would delete the key of an ID after a week is asked to keep it, once the ID is taken', async () => {
  const { keeper, persist, store } = createBrowser()
  await settle()
  expect(persist).not.toHaveBeenCalled()
  store.dispatch(idKnown('ada'))
  store.dispatch(idKnown('ada'))
  await settle()
  expect(persist).toHaveBeenCalledOnce()
  await expect(keeper.isKept()).resolves.toBe(true)
})

it('storage that is kept already is not asked for again', async () => {
  const { keeper, persist, store } = createBrowser()
  await keeper.keep()
  store.dispatch(idKnown('ada'))
  await settle()
  expect(persist).toHaveBeenCalledOnce()
})

it('a browser that would ask the person is asked only by a press', async () => {
  const { keeper, persist, store } = createBrowser('')
  store.dispatch(idKnown('ada'))
  await settle()
  expect(persist).not.toHaveBeenCalled()
  await expect(keeper.keep()).resolves.toBe(true)
})

it('nothing of a guest is kept', async () => {
  const { persist, store } = createBrowser()
  store.dispatch(idKnown(`guest.${'a'.repeat(26)}`))
  await settle()
  expect(persist).not.toHaveBeenCalled()
})

it.each<[string, KeeperHints]>([
  ['has no storage to ask about', { vendor: '' }],
  ['does not tell', { vendor: '', storage: {} }],
  ['fails', { vendor: '', storage: { persisted: () => Promise.reject(new TypeError('opaque origin')) } }],
])('a browser that %s is not said to keep or to delete anything', async (_what, hints) => {
  const keeper = createStorageKeeper(hints)
  await expect(keeper.isKept()).resolves.toBeNull()
  await expect(keeper.keep()).resolves.toBeNull()
})
