import { limits } from '@parley/protocol'
import { expect, it } from 'vitest'
import { proveId, readProof } from './proof.ts'
import { sign } from './statement.ts'
import { createDevice, createPerson } from './testing/index.ts'

const connection = { deviceId: 'device-0000000000', origin: 'https://parley.example', time: 5, nonce: 'n'.repeat(22) }

it('says who connects, as what, from where, when, and once', async () => {
  const ada = await createPerson('Ada')
  expect(await readProof(await proveId(ada, connection), ada.root)).toEqual({
    id: 'ada',
    device: 'device-0000000000',
    origin: 'https://parley.example',
    time: 5,
    nonce: 'n'.repeat(22),
    protocol: limits.PROTOCOL_VERSION,
  })
})

it('is made by the device’s own key, not by the root it follows from', async () => {
  const ada = await createPerson()
  const phone = await createDevice(ada)
  const proof = await proveId(phone, connection)
  expect(await readProof(proof, phone.key.publicKey)).not.toBeNull()
  expect(await readProof(proof, ada.root)).toBeNull()
})

it('a certificate does not pass for a proof', async () => {
  const ada = await createPerson()
  const { certificates } = await createDevice(ada)
  expect(await readProof(certificates[0] ?? '', ada.root)).toBeNull()
})

it.each<[string, object]>([
  ['with something added', { more: 1 }],
  ['without an origin', { origin: undefined }],
  ['of a time that is none', { time: '1' }],
  ['with a nonce that could be guessed', { nonce: 'once' }],
  ['with a nonce without end', { nonce: 'n'.repeat(65) }],
  ['of half a version', { protocol: 1.5 }],
])('a proof %s is none, though rightly signed', async (_what, change) => {
  const ada = await createPerson()
  const whole = { ...connection, id: 'ada', device: connection.deviceId, protocol: 2, deviceId: undefined }
  expect(await readProof(await sign('parley-proof', whole, ada.key.privateKey), ada.root)).not.toBeNull()
  const broken = await sign('parley-proof', { ...whole, ...change }, ada.key.privateKey)
  expect(await readProof(broken, ada.root)).toBeNull()
})
