import type { Description } from '@parley/protocol'
import { expect, it } from 'vitest'
import { type DescriptionContext, signDescription } from './description.ts'
import { guestIdOf } from './guest.ts'
import { createKeyPair } from './keys.ts'
import { revoke } from './revocations.ts'
import { createSelf, type Self } from './self.ts'
import { createDevice, createMemoryPins, createPerson, identityOf } from './testing/index.ts'
import { createTrust } from './trust.ts'

const offer: Description = { type: 'offer', sdp: `a=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}\r\n` }
const context: DescriptionContext = {
  callId: 'call-000000000000',
  from: { userId: 'Ada', deviceId: 'ada-laptop-000000' },
  to: { userId: 'grace', deviceId: 'grace-phone-00000' },
  role: 'initiator',
  negotiation: 'n1',
}
const sealBy = async (self: Self) => ({
  identity: identityOf(self),
  signature: await signDescription(self, context, offer),
})

function setup() {
  const pins = createMemoryPins()
  return { pins, trust: createTrust({ pins, now: () => 42 }) }
}

it('meets somebody, remembers them when told to, and knows them and all their devices after', async () => {
  const { trust, pins } = setup()
  const ada = await createPerson()
  expect(await trust.judge('ada', identityOf(ada))).toBe('new')
  expect(await pins.get('ada')).toBeNull()
  await trust.accept('Ada', ada.root)
  expect(await pins.get('ada')).toEqual({ root: ada.root, revocations: null, verified: false, since: 42 })
  expect(await trust.judge('ADA', identityOf(await createDevice(ada)))).toBe('known')
})

it('T9: a known ID with another root has changed, until that one is accepted', async () => {
  const { trust } = setup()
  const [ada, other] = [await createPerson(), await createPerson()]
  await trust.accept('ada', ada.root)
  expect(await trust.judge('ada', identityOf(other))).toBe('changed')
  await trust.accept('ada', other.root)
  expect(await trust.judge('ada', identityOf(other))).toBe('known')
})

it('a root that was compared is verified; a new root is not', async () => {
  const { trust } = setup()
  const [ada, other] = [await createPerson(), await createPerson()]
  await trust.accept('ada', ada.root)
  await trust.setVerified('ada', other.root, true)
  expect(await trust.judge('ada', identityOf(ada))).toBe('known')
  await trust.setVerified('ada', ada.root, true)
  await trust.accept('ada', ada.root)
  expect(await trust.judge('ada', identityOf(ada))).toBe('verified')
  await trust.accept('ada', other.root)
  expect(await trust.judge('ada', identityOf(other))).toBe('known')
})

it('T9: a description counts if its very sender signed it, by any device of theirs', async () => {
  const { trust } = setup()
  const ada = await createPerson()
  const phone = await createDevice(ada)
  expect(await trust.check(context, offer, await sealBy(phone))).toEqual({ standing: 'new', root: ada.root })
  await trust.accept('ada', ada.root)
  expect(await trust.check(context, offer, await sealBy(ada))).toMatchObject({ standing: 'known' })
})

it('T9: a server that shows a known identity but signs with its own key is found out', async () => {
  const { trust } = setup()
  const [ada, server] = [await createPerson(), await createPerson()]
  await trust.accept('ada', ada.root)
  const swapped = { ...(await sealBy(server)), identity: identityOf(ada) }
  expect(await trust.check(context, offer, swapped)).toEqual({ standing: 'forged', root: ada.root })
  expect(await trust.check(context, offer, await sealBy(server))).toEqual({ standing: 'changed', root: server.root })
})

it('T9: a removal once seen is remembered, though a server hides it later', async () => {
  const { trust } = setup()
  const ada = await createPerson()
  const phone = await createDevice(ada)
  await trust.accept('ada', ada.root)
  const revocations = await revoke(ada, { keys: [phone.key.publicKey], keep: [], before: null, time: 1 })
  expect(await trust.judge('ada', identityOf(ada, revocations))).toBe('known')
  expect(await trust.judge('ada', identityOf(phone))).toBe('removed')
  expect(await trust.check(context, offer, await sealBy(phone))).toMatchObject({ standing: 'removed' })
})

it('a slow look at the caller does not undo a decision of the person meanwhile', async () => {
  const { trust, pins } = setup()
  const [ada, other, phone] = [await createPerson(), await createPerson(), await createPerson()]
  await trust.accept('ada', ada.root)
  const revocations = await revoke(ada, { keys: [phone.root], keep: [], before: null, time: 1 })
  await Promise.all([trust.judge('ada', identityOf(ada, revocations)), trust.setVerified('ada', ada.root, true)])
  expect(await pins.get('ada')).toMatchObject({ revocations, verified: true })
  const next = await revoke(ada, { keys: [phone.root, other.root], keep: [], before: null, time: 2 })
  await Promise.all([trust.judge('ada', identityOf(ada, next)), trust.accept('ada', other.root)])
  expect(await pins.get('ada')).toEqual({ root: other.root, revocations: null, verified: false, since: 42 })
})

it('an identity that cannot be looked up is not trusted, and the next look is a new one', async () => {
  const pins = createMemoryPins()
  let broken = true
  const get: typeof pins.get = (peer) => (broken ? Promise.reject(new Error('quota')) : pins.get(peer))
  const trust = createTrust({ pins: { ...pins, get }, now: () => 42 })
  const ada = await createPerson()
  await expect(trust.check(context, offer, await sealBy(ada))).rejects.toThrow('quota')
  broken = false
  expect(await trust.check(context, offer, await sealBy(ada))).toMatchObject({ standing: 'new' })
})

it('T9: a removal is remembered from anybody who shows it, even from the removed device', async () => {
  const { trust, pins } = setup()
  const ada = await createPerson()
  const phone = await createDevice(ada)
  await trust.accept('ada', ada.root)
  const revocations = await revoke(ada, { keys: [phone.key.publicKey], keep: [], before: null, time: 1 })
  expect(await trust.judge('ada', identityOf(phone, revocations))).toBe('removed')
  expect(await pins.get('ada')).toMatchObject({ revocations, verified: false })
})

it('T9: a revocation by another root is not held against the one that is known', async () => {
  const { trust, pins } = setup()
  const [ada, server] = [await createPerson(), await createPerson()]
  await trust.accept('ada', ada.root)
  const lie = await revoke(server, { keys: [ada.root], keep: [], before: null, time: 9e15 })
  expect(await trust.judge('ada', identityOf(server, lie))).toBe('changed')
  expect(await trust.judge('ada', identityOf(ada, lie))).toBe('forged')
  expect(await trust.judge('ada', identityOf(ada))).toBe('known')
  expect(await pins.get('ada')).toMatchObject({ revocations: null })
})

it('T9: a chain of one ID does not make somebody a device of another', async () => {
  const { trust } = setup()
  const phone = await createDevice(await createPerson('ada'))
  expect(await trust.judge('grace', identityOf(phone))).toBe('forged')
})

it('T9: a removal seen at the first contact is remembered with the root, and only one that is rightly signed', async () => {
  const ada = await createPerson()
  const phone = await createDevice(ada)
  const revocations = await revoke(ada, { keys: [phone.key.publicKey], keep: [], before: null, time: 1 })
  const { trust } = setup()
  expect(await trust.judge('ada', identityOf(ada, revocations))).toBe('new')
  await trust.accept('ada', ada.root, revocations)
  expect(await trust.judge('ada', identityOf(phone))).toBe('removed')
  const { trust: other, pins } = setup()
  await other.accept('ada', ada.root, await revoke(await createPerson(), { keys: [], keep: [], before: null, time: 1 }))
  expect(await pins.get('ada')).toMatchObject({ root: ada.root, revocations: null })
})

it('knows of somebody only once they were accepted', async () => {
  const { trust } = setup()
  const ada = await createPerson()
  expect(await trust.knows('ada')).toBe(false)
  await trust.judge('ada', identityOf(ada))
  expect(await trust.knows('ada')).toBe(false)
  await trust.accept('ada', ada.root)
  expect([await trust.knows('ada'), await trust.knows('grace')]).toEqual([true, false])
})

it('somebody who was never met cannot be verified, and nothing breaks', async () => {
  const { trust, pins } = setup()
  const ada = await createPerson()
  await trust.setVerified('ada', ada.root, true)
  expect(await pins.get('ada')).toBeNull()
})

it('T23: a guest’s ID is checked against the root that is shown, by whoever is shown it', async () => {
  const { trust } = setup()
  const key = await createKeyPair()
  const guest = createSelf(await guestIdOf(key.publicKey), key)
  const server = await createPerson(guest.userId)
  const from = { ...context.from, userId: guest.userId }
  const sealed = async (self: Self) => ({
    identity: identityOf(self),
    signature: await signDescription(self, { ...context, from }, offer),
  })
  const standing = async (self: Self) => (await trust.check({ ...context, from }, offer, await sealed(self))).standing
  expect(await standing(guest)).toBe('new')
  expect(await standing(server)).toBe('forged')
  // A guest has one key, as the server has it, too.
  expect(await standing(await createDevice(guest))).toBe('forged')
  expect(await trust.judge(guest.userId, identityOf(server))).toBe('forged')
})
