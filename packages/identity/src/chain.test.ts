import { CallError, limits } from '@parley/protocol'
import { expect, it } from 'vitest'
import { certify, peekCertificate, readChain } from './chain.ts'
import { createKeyPair } from './keys.ts'
import type { Self } from './self.ts'
import { sign } from './statement.ts'
import { createDevice, createPerson } from './testing/index.ts'

it('leads from the root to each device, through those that let it in', async () => {
  const root = await createPerson('Ada')
  const phone = await createDevice(root, 'device', 10)
  const tablet = await createDevice(phone, 'device', 20)
  expect(await readChain('ada', root)).toEqual({ key: root.root, steps: [] })
  expect(await readChain('ADA', tablet)).toEqual({
    key: tablet.key.publicKey,
    steps: [
      { key: phone.key.publicKey, use: 'device', issuer: root.root, time: 10 },
      { key: tablet.key.publicKey, use: 'device', issuer: phone.key.publicKey, time: 20 },
    ],
  })
  expect(peekCertificate(tablet.certificates[1] ?? '')).toMatchObject({ key: tablet.key.publicKey, time: 20 })
})

it.each([
  ['of another root', async (_ada: Self, phone: Self) => ({ ...phone, root: (await createPerson()).root })],
  ['that a stranger signed', async (ada: Self) => ({ ...(await createDevice(await createPerson())), root: ada.root })],
  [
    'with a link missing',
    async (_ada: Self, phone: Self) => {
      const tablet = await createDevice(phone)
      return { ...tablet, certificates: tablet.certificates.slice(1) }
    },
  ],
  [
    'in another order',
    async (_ada: Self, phone: Self) => {
      const tablet = await createDevice(phone)
      return { ...tablet, certificates: tablet.certificates.toReversed() }
    },
  ],
  [
    'cut short',
    async (_ada: Self, phone: Self) => ({ ...phone, certificates: phone.certificates.map((c) => c.slice(0, -2)) }),
  ],
] as const)('a chain %s leads nowhere', async (_what, forge) => {
  const ada = await createPerson()
  const phone = await createDevice(ada)
  expect(await readChain('ada', await forge(ada, phone))).toBeNull()
})

it('a certificate for one ID is worth nothing for another of the same person', async () => {
  const ada = await createPerson('ada')
  const phone = await createDevice(ada)
  expect(await readChain('lovelace', phone)).toBeNull()
})

it('has an end: nobody is made to check for ever', async () => {
  let device = await createPerson()
  for (let step = 0; step < limits.MAX_CHAIN; step += 1) device = await createDevice(device)
  expect((await readChain('ada', device))?.steps).toHaveLength(limits.MAX_CHAIN)
  await expect(certify(device, (await createKeyPair()).publicKey, 'device', 1)).rejects.toEqual(
    new CallError('tooMany'),
  )
  // Every signature of the chain is valid.
  const payload = { id: 'ada', key: (await createKeyPair()).publicKey, use: 'device', time: 1 }
  const oneMore = await sign('parley-certificate', payload, device.key.privateKey)
  expect(await readChain('ada', { ...device, certificates: [...device.certificates, oneMore] })).toBeNull()
})

it.each<[string, object]>([
  ['with something added', { more: 1 }],
  ['of a key that is none', { key: 'key' }],
  ['for another use', { use: 'root' }],
  ['about an ID that is not in lower case', { id: 'Ada' }],
  ['of no time', { time: null }],
])('a certificate %s leads nowhere, though rightly signed', async (_what, change) => {
  const ada = await createPerson()
  const { publicKey } = await createKeyPair()
  const payload = { id: 'ada', key: publicKey, use: 'device', time: 1 }
  const chainBy = async (said: object, typ: 'parley-certificate' | 'parley-proof' = 'parley-certificate') =>
    readChain('ada', { root: ada.root, certificates: [await sign(typ, said, ada.key.privateKey)] })
  expect(await chainBy(payload)).not.toBeNull()
  expect(await chainBy({ ...payload, ...change })).toBeNull()
  expect(await chainBy(payload, 'parley-proof')).toBeNull()
})

it('nothing is shown of a broken certificate', () => {
  for (const broken of ['', '..', 'a.b.c', '__proto__', 'eyJ9.eyJ9.eyJ9']) expect(peekCertificate(broken)).toBeNull()
})
