import 'fake-indexeddb/auto'
import { proveId, readProof } from '@parley/identity'
import { deleteDB } from 'idb'
import { describe, expect, it, vi } from 'vitest'
import { createMemoryRecords } from '../testing/memoryStorage.ts'
import { createIndexedDbRecords } from './indexedDbRecords.ts'
import { createPinStore } from './pinStore.ts'
import type { RecordStore } from './records.ts'
import { createSelfStore } from './selfStore.ts'

let databases = 0
const fresh = () => `test-${databases++}`

it('creates a key for an ID once, and returns it on the next visit', async () => {
  const name = fresh()
  const first = await createSelfStore(createIndexedDbRecords(name)).take('Ada')
  const later = await createSelfStore(createIndexedDbRecords(name)).take('ada')
  expect(later.key.publicKey).toBe(first.key.publicKey)
  expect(later).toMatchObject({ userId: 'Ada', root: first.key.publicKey, certificates: [] })
  const proof = { deviceId: 'device-0000000000', origin: 'https://parley.example', time: 1, nonce: 'n'.repeat(22) }
  expect(await readProof(await proveId(later, proof), first.root)).toMatchObject({ id: 'ada' })
})

it('two tabs that ask at the same moment get the same key', async () => {
  const name = fresh()
  const [one, two] = await Promise.all([1, 2].map(() => createSelfStore(createIndexedDbRecords(name)).take('ada')))
  expect(one?.root).toBe(two?.root)
})

it('the stored private key is not extractable', async () => {
  const { key } = await createSelfStore(createIndexedDbRecords(fresh())).take('ada')
  expect(key.privateKey.extractable).toBe(false)
  await expect(crypto.subtle.exportKey('jwk', key.privateKey)).rejects.toThrow()
})

it('each ID has a key of its own, and is forgotten alone', async () => {
  const selves = createSelfStore(createIndexedDbRecords(fresh()))
  const [ada, grace] = [await selves.take('ada'), await selves.take('grace')]
  expect(ada.root).not.toBe(grace.root)
  await selves.forget('ADA')
  expect((await selves.take('ada')).root).not.toBe(ada.root)
  expect((await selves.take('grace')).root).toBe(grace.root)
})

it('has an ID only once a server has accepted it', async () => {
  const selves = createSelfStore(createIndexedDbRecords(fresh()))
  const self = await selves.take('ada')
  expect(await selves.has('ada')).toBe(false)
  await selves.put(self)
  expect(await selves.has('Ada')).toBe(true)
})

it('returns the identity that was put', async () => {
  const selves = createSelfStore(createIndexedDbRecords(fresh()))
  const self = { ...(await selves.take('ada')), certificates: ['certificate'], root: 'another root' }
  await selves.put(self)
  expect(await selves.take('ada')).toMatchObject({ certificates: ['certificate'], root: 'another root' })
})

it('stores pins, whatever the case of the ID', async () => {
  const pins = createPinStore(createIndexedDbRecords(fresh()), () => false)
  expect(await pins.get('grace')).toBeNull()
  await pins.put('Grace', { root: 'root', revocations: null, verified: true, since: 1 })
  expect(await pins.get('grace')).toEqual({ root: 'root', revocations: null, verified: true, since: 1 })
})

it('stores the revocations of an ID and root, and keeps them when the identity is put again', async () => {
  const name = fresh()
  const selves = createSelfStore(createIndexedDbRecords(name))
  const self = await selves.take('Ada')
  expect(await selves.revocationsOf(self)).toBeNull()
  const revocations = { statement: 'statement', certificates: [] }
  await selves.putRevocations(self, revocations)
  await selves.put(self)
  expect(await createSelfStore(createIndexedDbRecords(name)).revocationsOf(self)).toEqual(revocations)
  const other = { ...self, root: 'another root' }
  expect(await selves.revocationsOf(other)).toBeNull()
  await selves.putRevocations(other, revocations)
  await selves.put(other)
  expect(await selves.revocationsOf(other)).toBeNull()
  await selves.forget('ada')
  await selves.putRevocations(self, revocations)
  expect(await selves.has('ada')).toBe(false)
})

it('a closed database does not block its deletion, and is opened again on the next use', async () => {
  const name = fresh()
  const records = createIndexedDbRecords(name)
  const selves = createSelfStore(records)
  await selves.take('ada')
  records.close()
  const blocked = vi.fn()
  await deleteDB(name, { blocked })
  expect(blocked).not.toHaveBeenCalled()
  expect(await selves.has('ada')).toBe(false)
  records.close()
})

it('a connection that died without a word is opened anew, once, and what was asked for is done', async () => {
  const selves = createSelfStore(createIndexedDbRecords(fresh()))
  const ada = await selves.take('ada')
  for (const name of ['InvalidStateError', 'UnknownError', 'AbortError']) {
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(() => {
      throw new DOMException('Connection to Indexed Database server lost', name)
    })
    expect((await selves.take('ada')).root).toBe(ada.root)
    await selves.put(ada)
    transaction.mockRestore()
  }
  expect(await selves.has('ada')).toBe(true)
})

it('a connection that dies again, or fails for another reason, is not opened without end', async () => {
  const records = createIndexedDbRecords(fresh())
  await records.get('pins', 'ada')
  for (const [name, tries] of [
    ['UnknownError', 2],
    ['QuotaExceededError', 1],
  ] as const) {
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
      throw new DOMException('', name)
    })
    await expect(records.get('pins', 'ada')).rejects.toMatchObject({ name })
    expect(transaction).toHaveBeenCalledTimes(tries)
    transaction.mockRestore()
  }
})

it('after any failure the database is opened anew, so that what is tried again is not tried on the same connection', async () => {
  const records = createIndexedDbRecords(fresh())
  await records.update('pins', 'ada', () => ({ root: 'root', revocations: null, verified: false, since: 1 }))
  const open = vi.spyOn(indexedDB, 'open')
  const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(() => {
    throw new DOMException('', 'QuotaExceededError')
  })
  await expect(records.get('pins', 'ada')).rejects.toMatchObject({ name: 'QuotaExceededError' })
  transaction.mockRestore()
  expect(open).not.toHaveBeenCalled()
  expect(await records.get('pins', 'ada')).toMatchObject({ root: 'root' })
  expect(open).toHaveBeenCalledOnce()
  open.mockRestore()
})

describe('where the browser keeps nothing', () => {
  const pin = { root: 'root', revocations: null, verified: false, since: 1 }
  const denied = () => Promise.reject(new DOMException('denied', 'SecurityError'))
  const nothing: RecordStore = { get: denied, update: denied, close: () => undefined }

  it('a guest’s pins last as long as the page', async () => {
    const pins = createPinStore(nothing, () => true)
    expect(await pins.get('ada')).toBeNull()
    await pins.put('Ada', pin)
    expect(await pins.get('ada')).toEqual(pin)
  })

  it('somebody with an ID is not told that a person is new whose root cannot be looked up', async () => {
    const pins = createPinStore(nothing, () => false)
    await expect(pins.get('ada')).rejects.toThrow('denied')
    await expect(pins.put('ada', pin)).rejects.toThrow('denied')
  })

  it('nor is a guest whose browser has kept something before', async () => {
    const records = createMemoryRecords()
    let dead = false
    const pins = createPinStore(
      { ...records, get: (...asked) => (dead ? denied() : records.get(...asked)) },
      () => true,
    )
    await pins.put('ada', pin)
    dead = true
    await expect(pins.get('ada')).rejects.toThrow('denied')
  })
})
