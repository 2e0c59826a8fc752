import { DeviceLinkId, Joiner } from '@parley/protocol'
import { expect, it } from 'vitest'
import { createDeviceLink, deviceLinkIdOf, isJoiner, makeJoiner, pairingDigits } from './deviceLink.ts'
import { createKeyPair } from './keys.ts'

it('has an ID that does not tell its secret', async () => {
  const { secret, link } = await createDeviceLink()
  expect(secret).toMatch(/^[A-Za-z0-9_-]{22}$/)
  expect(DeviceLinkId.safeParse(link).success).toBe(true)
  expect(await deviceLinkIdOf(secret)).toBe(link)
  expect((await createDeviceLink()).secret).not.toBe(secret)
})

it('only somebody who has read the link can show a key through it', async () => {
  const { secret } = await createDeviceLink()
  const { publicKey } = await createKeyPair()
  const joiner = await makeJoiner(secret, publicKey, 'Chrome on Android')
  expect(Joiner.safeParse(joiner).success).toBe(true)
  expect(await isJoiner(secret, joiner)).toBe(true)
  expect(await isJoiner((await createDeviceLink()).secret, joiner)).toBe(false)
})

it('a server cannot put its own key or words in the place of theirs', async () => {
  const { secret } = await createDeviceLink()
  const joiner = await makeJoiner(secret, (await createKeyPair()).publicKey, 'Chrome on Android')
  expect(await isJoiner(secret, { ...joiner, key: (await createKeyPair()).publicKey })).toBe(false)
  expect(await isJoiner(secret, { ...joiner, label: 'Your laptop' })).toBe(false)
  expect(await isJoiner(secret, { ...joiner, mac: joiner.mac.slice(1) })).toBe(false)
})

it('shows the same six digits on both sides, and others for another key, root or link', async () => {
  const { secret } = await createDeviceLink()
  const [root, key, other] = await Promise.all([createKeyPair(), createKeyPair(), createKeyPair()])
  const digits = await pairingDigits(secret, root.publicKey, key.publicKey)
  expect(digits).toMatch(/^\d{6}$/)
  const others = await Promise.all([
    pairingDigits(secret, root.publicKey, other.publicKey),
    pairingDigits(secret, other.publicKey, key.publicKey),
    pairingDigits((await createDeviceLink()).secret, root.publicKey, key.publicKey),
  ])
  expect(new Set([digits, ...others]).size).toBe(4)
})

it('never changes: two versions of Parley must understand each other', async () => {
  // Computed once by another implementation of RFC 2104.
  const secret = 'AbCdEfGhIjKlMnOpQrStU_'
  const [one, other] = [`BA${'A'.repeat(85)}`, `BA${'A'.repeat(84)}E`]
  expect(await deviceLinkIdOf(secret)).toBe('VS7HcBVEDCftGyASQrgJxo-svJ5S_m0xfvHbeQtuvNA')
  expect((await makeJoiner(secret, one, 'Chrome on Android')).mac).toBe('5A1YBjShUhVtRABLkb6WFy9Q4nBuSmWcY_xfWxXBg-Y')
  expect(await pairingDigits(secret, one, other)).toBe('065036')
})

it('anything that comes instead of a proof is no proof, and nothing else happens', async () => {
  const { secret } = await createDeviceLink()
  const joiner = await makeJoiner(secret, (await createKeyPair()).publicKey, 'x')
  for (const mac of ['', '*'.repeat(43), `${joiner.mac}=`, '\u0000', joiner.mac.toLowerCase()]) {
    expect(await isJoiner(secret, { ...joiner, mac }), mac).toBe(false)
  }
  expect(await isJoiner(secret, { ...joiner, key: `${joiner.key}\nx` })).toBe(false)
})
