import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPerson } from '@parley/identity/testing'
import { limits } from '@parley/protocol'
import { io } from 'socket.io-client'
import { expect, test } from 'vitest'
import { openDirectory } from '../directory/openDirectory.ts'
import { connectDevice, longId } from '../testing/connectDevice.ts'
import { handshakeOf } from '../testing/handshakeOf.ts'
import { startTestServer, type TestServer } from '../testing/startTestServer.ts'

const stateOf = async (server: TestServer, id: string): Promise<unknown> =>
  (await fetch(`${server.url}/api/ids/${encodeURIComponent(id)}`)).json()

test.each([
  [
    'an older version, with fields of its own',
    { protocol: 0, nickname: 'ada', userId: undefined },
    'unsupportedVersion',
  ],
  ['a newer version', { protocol: limits.PROTOCOL_VERSION + 1 }, 'unsupportedVersion'],
  ['no version', { protocol: undefined }, 'invalid'],
  ['an ID that is too short', { userId: 'ad' }, 'invalid'],
  ['an ID that only looks like another', { userId: 'аda' }, 'invalid'],
  ['something more than the contract knows', { admin: true }, 'invalid'],
  ['a key that is no key', { root: 'B'.repeat(87) }, 'invalid'],
  ['no proof', { proof: undefined }, 'invalid'],
])('a device that presents %s is told so', async (_what, changes, code) => {
  await using server = await startTestServer()
  const good = await handshakeOf(server, await server.personOf('ada'), longId('ada-1'))
  await expect(connectDevice(server, 'ada', { auth: { ...good, ...changes } })).rejects.toMatchObject({ code })
  await expect(connectDevice(server, 'ada', { auth: {} })).rejects.toMatchObject({ code: 'invalid' })
  expect(await stateOf(server, 'ada')).toEqual({ state: 'free' })
})

test('an ID that ends in a dot can no longer be claimed, and whoever has one keeps it', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-dots-'))
  const person = await createPerson('bob.')
  const directory = await openDirectory(dataDir)
  await directory.claim('bob.', person.root, 0)
  await directory.close()
  {
    await using server = await startTestServer({ env: { DATA_DIR: dataDir } })
    await expect(connectDevice(server, 'ada.', { deviceId: longId('ada-1') })).rejects.toMatchObject({
      code: 'invalid',
    })
    const bob = await connectDevice(server, 'bob.', { self: person, deviceId: longId('bob-1') })
    const ada = await connectDevice(server, 'ada')
    await ada.request('placeCall', { callId: longId('call-1'), callee: 'bob.', media: 'voice' })
    await bob.hears('incomingCall from ada')
  }
  await rm(dataDir, { recursive: true })
})

test('an ID is shown as it was first typed, on every device of it', async () => {
  await using server = await startTestServer()
  const [bob, ada] = [await connectDevice(server, 'bob'), await connectDevice(server, 'Ada')]
  const second = await connectDevice(server, 'ADA', { deviceId: longId('ada-2') })
  await ada.leave()
  await second.request('placeCall', { callId: longId('call-1'), callee: 'bob', media: 'voice' })
  expect(await bob.hears('incomingCall from Ada')).toMatchObject({ caller: { userId: 'Ada' } })
})

test('an identity is not taken by its own half-dead connection', async () => {
  await using server = await startTestServer()
  const halfDead = await connectDevice(server, 'ada')
  const back = await connectDevice(server, 'ada')
  expect(await halfDead.disconnected).toBe('replaced')
  expect(await back.request('sync', { call: null })).toMatchObject({ ok: true })
})

test('a late disconnect of the old socket does not take the newly connected user offline', async () => {
  await using server = await startTestServer()
  const bob = await connectDevice(server, 'bob')
  const old = await connectDevice(server, 'ada')
  const current = await connectDevice(server, 'ada')
  await old.disconnected
  await server.logged({ event: 'left', deviceId: longId('ada-1') })
  expect(await stateOf(server, 'ada')).toEqual({ state: 'taken' })
  await bob.request('placeCall', { callId: longId('call-1'), callee: 'ada', media: 'voice' })
  await current.hears('incomingCall from bob')
})

test('a call survives its caller being superseded by a newer connection', async () => {
  await using server = await startTestServer()
  const callId = longId('call-1')
  const bob = await connectDevice(server, 'bob')
  const old = await connectDevice(server, 'ada')
  await old.request('placeCall', { callId, callee: 'bob', media: 'voice' })
  const current = await connectDevice(server, 'ada')
  await server.logged({ event: 'left', deviceId: longId('ada-1') })
  await server.clock.advance(limits.RETURN_MS)
  expect(await bob.heard()).toEqual(['incomingCall from ada'])
  await bob.request('acceptCall', { callId })
  await current.hears(`callAnswered ${longId('bob-1')} voice`)
})

test('many connections of one device at once leave one, heard once', async () => {
  await using server = await startTestServer()
  const bob = await connectDevice(server, 'bob')
  const twins = await Promise.allSettled(Array.from({ length: 10 }, () => connectDevice(server, 'ada')))
  for (let n = 0; n < 9; n += 1) await server.logged({ event: 'left', deviceId: longId('ada-1') })
  expect((await server.stats()).connections).toBe(2)
  await bob.request('placeCall', { callId: longId('call-1'), callee: 'ada', media: 'voice' })
  const left = twins.flatMap((twin) => (twin.status === 'fulfilled' && twin.value.socket.connected ? twin.value : []))
  expect(left).toHaveLength(1)
  expect(await left[0]?.heard()).toEqual(['incomingCall from bob'])
})

test('a request sent with the first breath of a connection is not lost', async () => {
  await using server = await startTestServer()
  const bob = await connectDevice(server, 'bob')
  const ada = await connectDevice(server, 'ada', { socket: { transports: ['polling'], upgrade: false } })
  // Both packets are sent before the server can answer the first.
  const [sync, placed] = await Promise.all([
    ada.request('sync', { call: null }),
    ada.request('placeCall', { callId: longId('call-1'), callee: 'bob', media: 'video' }),
  ])
  expect([sync.ok, placed.ok]).toEqual([true, true])
  await bob.hears('incomingCall from ada')
})

test('a socket that closes before it is served leaves nobody there', async () => {
  await using server = await startTestServer()
  for (let n = 0; n < 20; n += 1) {
    const good = await handshakeOf(server, await server.personOf('ada'), longId('ada-1'))
    const socket = io(server.url, {
      forceNew: true,
      reconnection: false,
      transports: ['websocket'],
      auth: (present) => {
        present(good)
        socket.io.engine.close()
      },
    })
    await server.logged({ event: 'left', userId: 'ada' })
  }
  expect(await server.stats()).toMatchObject({ connections: 0 })
  const bob = await connectDevice(server, 'bob')
  expect(await bob.request('watchPresence', { query: '' })).toEqual({ ok: true, people: [], total: 0 })
})
