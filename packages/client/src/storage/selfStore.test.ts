import 'fake-indexeddb/auto'
import { proveId, readProof } from '@parley/identity'
import { deleteDB } from 'idb'
import { expect, it, vi } from 'vitest'
import { createIndexedDbRecords } from './indexedDbRecords.ts'
import { createPinStore } from './pinStore.ts'
import { createSelfStore } from './selfStore.ts'

let databases = 0
const fresh = () => `test-${databases++}`

it('makes a key for an ID once, and has it again on the next visit', async () => {
  const name = fresh()
  const first = await createSelfStore(createIndexedDbRecords(name)).take('Ada')
  const later = await createSelfStore(createIndexedDbRecords(name)).take('ada')
  expect(later.key.publicKey).toBe(first.key.publicKey)
  expect(later).toMatchObject({ userId: 'Ada', root: first.key.publicKey, certificates: [] })
  const proof = { deviceId: 'device-0000000000', origin: 'https://parley.example', time: 1, nonce: 'n'.repeat(22) }
  expect(await readProof(await proveId(later, proof), first.root)).toMatchObject({ id: 'ada' })
})

it('two tabs that ask at the same moment act with one key', async () => {
  const name = fresh()
  const [one, two] = await Promise.all([1, 2].map(() => createSelfStore(createIndexedDbRecords(name)).take('ada')))
  expect(one?.root).toBe(two?.root)
})

it('keeps a private key that cannot be read, only used', async () => {
  const { key } = await createSelfStore(createIndexedDbRecords(fresh())).take('ada')
  expect(key.privateKey.extractable).toBe(false)
  await expect(crypto.subtle.exportKey('jwk', key.privateKey)).rejects.toThrow()
})

it('IDs have nothing in common: each has a key of its own, and is forgotten alone', async () => {
  const selves = createSelfStore(createIndexedDbRecords(fresh()))
  const [ada, grace] = [await selves.take('ada'), await selves.take('grace')]
  expect(ada.root).not.toBe(grace.root)
  await selves.forget('ADA')
  expect((await selves.take('ada')).root).not.toBe(ada.root)
  expect((await selves.take('grace')).root).toBe(grace.root)
})

it('knows an ID as its own once a server has agreed, not by having tried', async () => {
  const selves = createSelfStore(createIndexedDbRecords(fresh()))
  const self = await selves.take('ada')
  expect(await selves.has('ada')).toBe(false)
  await selves.put(self)
  expect(await selves.has('Ada')).toBe(true)
})

it('keeps what it was told to be', async () => {
  const selves = createSelfStore(createIndexedDbRecords(fresh()))
  const self = { ...(await selves.take('ada')), certificates: ['certificate'], root: 'another root' }
  await selves.put(self)
  expect(await selves.take('ada')).toMatchObject({ certificates: ['certificate'], root: 'another root' })
})

it('remembers whom it has met, however the ID is written', async () => {
  const pins = createPinStore(createIndexedDbRecords(fresh()))
  expect(await pins.get('grace')).toBeNull()
  await pins.put('Grace', { root: 'root', revocations: null, verified: true, since: 1 })
  expect(await pins.get('grace')).toEqual({ root: 'root', revocations: null, verified: true, since: 1 })
})

it('remembers what was revoked of an ID as long as it is of that root, also when its key changes', async () => {
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

it('once closed it stands in the way of nobody, and is opened again when it is needed', async () => {
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
