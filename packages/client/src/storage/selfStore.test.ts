import 'fake-indexeddb/auto'
import { proveId, readProof } from '@parley/identity'
import { deleteDB } from 'idb'
import { expect, it, vi } from 'vitest'
import { createIndexedDbRecords } from './indexedDbRecords.ts'
import { createPinStore } from './pinStore.ts'
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
  const pins = createPinStore(createIndexedDbRecords(fresh()))
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
