import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { certify, revoke, type Self } from '@parley/identity'
import { createDevice, createPerson } from '@parley/identity/testing'
import { type Handshake, limits, type PublicKey, type Revocations } from '@parley/protocol'
import { expect, test } from 'vitest'
import { connectDevice, longId } from '../testing/connectDevice.ts'
import { handshakeOf, type ProofChanges } from '../testing/handshakeOf.ts'
import { startTestServer, type TestServer } from '../testing/startTestServer.ts'

const ada1 = longId('ada-1')
const ada2 = longId('ada-2')
const callId = longId('call-1')

/** Connects as ada with this handshake. Rejects with the server's code. */
const present = (server: TestServer, auth: Handshake, headers: Record<string, string> = {}) =>
  connectDevice(server, 'ada', { auth, socket: { extraHeaders: headers } })

const refused = (code: string) => expect.objectContaining({ code })

/** The answer to ada's valid handshake with these changes in its proof. */
async function answerTo(changes: ProofChanges, headers?: Record<string, string>, env: Record<string, string> = {}) {
  await using server = await startTestServer({ env })
  const auth = await handshakeOf(server, await server.personOf('ada'), ada1, changes)
  const code = await present(server, auth, headers).then(
    () => 'in',
    (error: { code: string }) => error.code,
  )
  return { code, state: await (await fetch(`${server.url}/api/ids/ada`)).json() }
}

const taking = (by: Self, ...away: PublicKey[]): Promise<Revocations> =>
  revoke(by, { keys: away, keep: [], before: null, time: 1 })

test('T1: an ID that is away cannot be taken', async () => {
  await using server = await startTestServer()
  const ada = await connectDevice(server, 'Ada')
  await ada.leave()
  for (const userId of ['Ada', 'ada', 'ADA']) {
    const self = await createPerson(userId)
    await expect(connectDevice(server, userId, { self })).rejects.toEqual(refused('idTaken'))
  }
  await connectDevice(server, 'ada')
})

test('T1: an ID of somebody in a call cannot be taken, and the call goes on', async () => {
  await using server = await startTestServer()
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  await ada.request('placeCall', { callId, callee: 'bob', media: 'voice' })
  await bob.request('acceptCall', { callId })
  const self = await createPerson('ada')
  await expect(connectDevice(server, 'ada', { self })).rejects.toEqual(refused('idTaken'))
  expect(ada.socket.connected).toBe(true)
  expect(await bob.heard()).toEqual(['incomingCall from ada'])
})

test('T1: of many who want an ID at the same moment one has it, and keeps it', async () => {
  await using server = await startTestServer()
  const rivals = await Promise.all(Array.from({ length: 12 }, () => createPerson('ada')))
  const asked = (self: Self, n: number) => connectDevice(server, 'ada', { self, deviceId: longId(`ada-${n}-`) })
  const came = await Promise.allSettled(rivals.map(asked))
  const inside = came.flatMap((each) => (each.status === 'fulfilled' ? each.value.self.root : []))
  expect(inside).toHaveLength(1)
  const again = await Promise.allSettled(rivals.map(asked))
  expect(again.flatMap((each) => (each.status === 'fulfilled' ? each.value.self.root : []))).toEqual(inside)
})

test('T1: a root that is shown without its key is refused, and claims nothing', async () => {
  await using server = await startTestServer()
  const [ada, mallory] = [await server.personOf('ada'), await createPerson('ada')]
  const auth = await handshakeOf(server, { ...mallory, root: ada.root }, ada1)
  await expect(present(server, auth)).rejects.toEqual(refused('proofWrong'))
  await connectDevice(server, 'ada')
})

test('T1: a proof of another device is refused', async () => {
  expect(await answerTo({ deviceId: ada2 })).toEqual({ code: 'proofWrong', state: { state: 'free' } })
})

test('T1: a proof of another ID is refused, also by the same key', async () => {
  await using server = await startTestServer()
  const bob = await server.personOf('bob')
  const auth = await handshakeOf(server, bob, ada1)
  await expect(present(server, { ...auth, userId: 'ada' })).rejects.toEqual(refused('proofWrong'))
})

test.each([
  ['that signs for itself', async (ada: Self) => ({ ...ada, key: (await createPerson()).key })],
  [
    'that certified itself',
    async (ada: Self) => {
      const mallory = await createPerson('ada')
      return { ...mallory, root: ada.root, certificates: await certify(mallory, mallory.root, 'device', 1) }
    },
  ],
  [
    'certified for another ID',
    async (ada: Self) => ({ ...(await createDevice({ ...ada, userId: 'bob' })), userId: 'ada' }),
  ],
  [
    'with a certificate that is another key’s',
    async (ada: Self) => ({ ...(await createDevice(ada)), key: (await createPerson()).key }),
  ],
  [
    'left out of its chain',
    async (ada: Self) => ({ ...(await createDevice(await createDevice(ada))), certificates: [] }),
  ],
])('T1: a key %s is refused', async (_what, forge: (ada: Self) => Promise<Self>) => {
  await using server = await startTestServer()
  await connectDevice(server, 'ada')
  const forged = await forge(await server.personOf('ada'))
  await expect(present(server, await handshakeOf(server, forged, ada2))).rejects.toEqual(refused('proofWrong'))
})

test('a key certified by a certified one is let in, and is one of the ID’s', async () => {
  await using server = await startTestServer()
  const ada = await connectDevice(server, 'ada')
  const self = await createDevice(await createDevice(ada.self))
  await connectDevice(server, 'ada', { self, deviceId: ada2 })
  const listed = await ada.request('listKeys', {})
  expect(listed.ok && listed.keys.map(({ certificates, online }) => [certificates, online])).toEqual([
    [[], true],
    [self.certificates, true],
  ])
})

test.each([limits.PROOF_AGE_MS + 1, -limits.PROOF_AGE_MS - 1])(
  'T17: a proof %i ms away from now is refused, with the time it is here',
  async (offset) => {
    await using server = await startTestServer()
    await server.clock.advance(1_000_000)
    const now = server.clock.wall()
    const self = await server.personOf('ada')
    const auth = await handshakeOf(server, self, ada1, { time: now + offset })
    const cause = { serverTime: now }
    await expect(present(server, auth)).rejects.toEqual(expect.objectContaining({ code: 'proofOld', cause }))
    await present(
      server,
      await handshakeOf(server, self, ada1, { time: now + Math.sign(offset) * limits.PROOF_AGE_MS }),
    )
  },
)

test('T17: a replayed proof is refused', async () => {
  await using server = await startTestServer()
  const auth = await handshakeOf(server, await server.personOf('ada'), ada1)
  const ada = await present(server, auth)
  await expect(present(server, auth)).rejects.toEqual(refused('proofReplayed'))
  expect(ada.socket.connected).toBe(true)
  await ada.leave()
  await server.clock.advance(limits.PROOF_AGE_MS)
  await expect(present(server, auth)).rejects.toEqual(refused('proofReplayed'))
  await server.clock.advance(1)
  await expect(present(server, auth)).rejects.toEqual(refused('proofOld'))
})

test('T17: of a proof that is used twice at the same moment one use counts', async () => {
  await using server = await startTestServer()
  const auth = await handshakeOf(server, await server.personOf('ada'), ada1)
  const came = await Promise.allSettled(Array.from({ length: 8 }, () => present(server, auth)))
  expect(came.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('T17: a nonce that another key has used is nobody else’s', async () => {
  await using server = await startTestServer()
  const nonce = longId('nonce')
  for (const userId of ['ada', 'bob']) {
    const auth = await handshakeOf(server, await server.personOf(userId), ada1, { nonce })
    await connectDevice(server, userId, { auth })
  }
})

test.each([
  ['made for another origin', { origin: 'https://evil.example' }, undefined],
  ['made for another origin, by its page', { origin: 'https://evil.example' }, { Origin: 'http://localhost:5173' }],
  ['made here, by a page elsewhere on this machine', {}, { Origin: 'http://localhost:5173' }],
  ['made for an origin that only begins like this one', { origin: 'http://127.0.0.1.evil.example' }, undefined],
  ['made for no origin', { origin: 'null' }, undefined],
  ['made for a page, not an origin', { origin: 'http://localhost/ada' }, undefined],
])('T10: a proof %s is refused', async (_what, changes, headers?: Record<string, string>) => {
  expect(await answerTo(changes, headers)).toEqual({ code: 'proofForeign', state: { state: 'free' } })
})

test('T10: a proof made for another origin than the operator named is refused, by any host', async () => {
  const env = { PUBLIC_ORIGIN: 'https://parley.example' }
  const Host = 'evil.example'
  expect((await answerTo({ origin: 'https://evil.example' }, { Host }, env)).code).toBe('proofForeign')
  expect((await answerTo({ origin: 'https://parley.example' }, { Host }, env)).code).toBe('in')
  expect((await answerTo({ origin: 'https://parley.example' }, { Origin: 'https://parley.example' }, env)).code).toBe(
    'in',
  )
})

test('T21: a removed device is sent away at once, and hears why', async () => {
  await using server = await startTestServer()
  const ada = await connectDevice(server, 'ada')
  const self = await createDevice(ada.self)
  const lost = await connectDevice(server, 'ada', { self, deviceId: ada2 })
  const revocations = await taking(ada.self, self.key.publicKey)
  expect(await ada.request('revokeKeys', { revocations })).toEqual({ ok: true })
  expect(await lost.disconnected).toBe('replaced')
  expect(await lost.hears('keysRevoked')).toEqual({ revocations })
  expect(await ada.hears('keysRevoked')).toEqual({ revocations })
  await expect(connectDevice(server, 'ada', { self, deviceId: ada2 })).rejects.toEqual(refused('deviceRemoved'))
  const listed = await ada.request('listKeys', {})
  expect(listed.ok && listed.keys).toHaveLength(1)
})

test('T21: the call of a removed device ends for the other, and another of the same user goes on', async () => {
  await using server = await startTestServer()
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  const self = await createDevice(ada.self)
  const lost = await connectDevice(server, 'ada', { self, deviceId: ada2 })
  await lost.request('placeCall', { callId, callee: 'bob', media: 'voice' })
  await bob.request('acceptCall', { callId })
  await ada.request('revokeKeys', { revocations: await taking(ada.self, self.key.publicKey) })
  await bob.hears('callEnded hangup')
  expect(await server.stats()).toMatchObject({ calls: 0 })
  expect(ada.socket.connected).toBe(true)
})

test('T21: a certificate by a removed device gets nobody in, however it is dated, and takes no room', async () => {
  await using server = await startTestServer()
  const ada = await connectDevice(server, 'ada')
  const thief = await createDevice(ada.self)
  await connectDevice(server, 'ada', { self: thief, deviceId: ada2 })
  await ada.request('revokeKeys', { revocations: await taking(ada.self, thief.key.publicKey) })
  for (let n = 0; n < limits.MAX_KEYS; n += 1) {
    const self = await createDevice(thief, 'device', 0)
    await expect(connectDevice(server, 'ada', { self, deviceId: ada2 })).rejects.toEqual(refused('deviceRemoved'))
  }
  await connectDevice(server, 'ada', { self: await createDevice(ada.self), deviceId: ada2 })
})

test('T21: a first browser that was lost can be removed, and the ID stays its own', async () => {
  await using server = await startTestServer()
  const root = await server.personOf('ada')
  const lost = await connectDevice(server, 'ada')
  const self = await createDevice(root)
  const phone = await connectDevice(server, 'ada', { self, deviceId: ada2 })
  const { publicKey } = self.key
  const revocations = await revoke(self, { keys: [root.root], keep: [publicKey], before: null, time: 1 })
  expect(await phone.request('revokeKeys', { revocations })).toEqual({ ok: true })
  await lost.disconnected
  await expect(connectDevice(server, 'ada')).rejects.toEqual(refused('deviceRemoved'))
  await expect(connectDevice(server, 'ada', { self: await createPerson('ada') })).rejects.toEqual(refused('idTaken'))
  expect(await phone.request('sync', { call: null })).toMatchObject({ ok: true })
})

test('a callee hears of keys that were taken away while the caller was connected', async () => {
  await using server = await startTestServer()
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  const self = await createDevice(ada.self)
  await connectDevice(server, 'ada', { self, deviceId: ada2 })
  const revocations = await taking(ada.self, self.key.publicKey)
  await ada.request('revokeKeys', { revocations })
  await ada.request('placeCall', { callId, callee: 'bob', media: 'voice' })
  expect(await bob.hears('incomingCall from ada')).toMatchObject({ identity: { root: ada.self.root, revocations } })
})

test('T13: an address claims only so many IDs, and somebody who has one comes and goes', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'claims=2/60' } })
  const ada = await connectDevice(server, 'ada')
  await connectDevice(server, 'bob')
  await expect(connectDevice(server, 'carol')).rejects.toEqual(refused('tooMany'))
  await ada.leave()
  await connectDevice(server, 'ada')
  expect(await (await fetch(`${server.url}/api/ids/carol`)).json()).toEqual({ state: 'free' })
})

test('T13: a claim that cannot be proven does not count', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'claims=1/60' } })
  const auth = await handshakeOf(server, await server.personOf('ada'), ada1, { deviceId: ada2 })
  for (let n = 0; n < 3; n += 1) await expect(present(server, auth)).rejects.toEqual(refused('proofWrong'))
  await connectDevice(server, 'ada')
})

test('T13: an address connects only so often, behind a proxy each visitor', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'handshakes=2/60', TRUST_PROXY: '1' } })
  const from = (address: string) => ({ socket: { extraHeaders: { 'X-Forwarded-For': address } } })
  for (let n = 0; n < 2; n += 1) await connectDevice(server, 'ada', from('203.0.113.1'))
  await expect(connectDevice(server, 'ada', from('203.0.113.1'))).rejects.toEqual(refused('tooMany'))
  await connectDevice(server, 'ada', from('203.0.113.2'))
})

test('a user has only so many keys', async () => {
  await using server = await startTestServer()
  const ada = await server.personOf('ada')
  await connectDevice(server, 'ada')
  for (let n = 1; n < limits.MAX_KEYS; n += 1) {
    const device = await connectDevice(server, 'ada', { self: await createDevice(ada), deviceId: ada2 })
    await device.leave()
  }
  const self = await createDevice(ada)
  await expect(connectDevice(server, 'ada', { self, deviceId: ada2 })).rejects.toEqual(refused('tooMany'))
  await connectDevice(server, 'ada')
})

test('an ID is still its owner’s after the server was started again', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-identity-'))
  const self = await createPerson('ada')
  {
    await using server = await startTestServer({ env: { DATA_DIR: dataDir } })
    await connectDevice(server, 'ada', { self })
  }
  await using server = await startTestServer({ env: { DATA_DIR: dataDir } })
  await expect(connectDevice(server, 'ada')).rejects.toEqual(refused('idTaken'))
  await connectDevice(server, 'ada', { self })
  await rm(dataDir, { recursive: true })
})
