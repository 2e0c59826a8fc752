import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { revoke } from '@parley/identity'
import { createDevice } from '@parley/identity/testing'
import type { Signal } from '@parley/protocol'
import { expect, test } from 'vitest'
import { connectDevice, longId, type TestDevice } from '../testing/connectDevice.ts'
import { startTestServer, type TestServer } from '../testing/startTestServer.ts'

const tooMany = { ok: false, error: 'tooMany' }
const ring = (device: TestDevice, callee: string, n: number) =>
  device.request('placeCall', { callId: longId(`call-${n}-`), callee, media: 'voice' })

/** Opens a connection that never sends a handshake. Resolves with the HTTP status. */
async function openIdle(server: TestServer, headers: Record<string, string> = {}) {
  const request = get(`${server.url}/socket.io/?EIO=4&transport=polling`, { headers, agent: false })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  response.resume()
  return { status: response.statusCode }
}

test('T3: a user who calls too often is refused, on every device, and others are not', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'calls=3/60' } })
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  const second = await connectDevice(server, 'ada', { deviceId: longId('ada-2') })
  for (let n = 0; n < 3; n += 1) expect(await ring(ada, `nobody-${n}`, n)).toMatchObject({ error: 'offline' })
  for (const device of [ada, second]) expect(await ring(device, 'bob', 9)).toEqual(tooMany)
  expect(await ring(bob, 'nobody', 10)).toMatchObject({ error: 'offline' })
  expect(await bob.heard()).toEqual([])
})

test('T3: a user who calls one person too often is refused, however the ID is written, and can call another', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'callsToOne=2/60' } })
  const [ada, carol] = [await connectDevice(server, 'ada'), await connectDevice(server, 'carol')]
  for (const [n, callee] of ['nobody', 'Nobody'].entries()) {
    expect(await ring(ada, callee, n)).toMatchObject({ error: 'offline' })
  }
  expect(await ring(ada, 'NOBODY', 3)).toEqual(tooMany)
  expect(await ring(ada, 'somebody', 4)).toMatchObject({ error: 'offline' })
  expect(await ring(carol, 'nobody', 5)).toMatchObject({ error: 'offline' })
})

test('signals, searches and everything else are counted each by itself', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'signals=2/60,presence=2/60,requests=2/60' } })
  const ada = await connectDevice(server, 'ada')
  const candidate = { candidate: '', sdpMid: null, sdpMLineIndex: null, usernameFragment: null }
  const signal: Signal = { type: 'candidates', candidates: [candidate] }
  const asks = [
    () => ada.request('signal', { callId: longId('call-1'), to: ada.ref, signal }),
    () => ada.request('watchPresence', { query: '' }),
    () => ada.request('sync', { call: null }),
  ]
  for (const ask of asks) {
    for (let n = 0; n < 2; n += 1) expect(await ask()).not.toEqual(tooMany)
    expect(await ask()).toEqual(tooMany)
  }
  expect(ada.socket.connected).toBe(true)
})

test('T14: a flood of requests is refused in order, and delays nobody else', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'requests=5/60' } })
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  const flood = await Promise.all(Array.from({ length: 50 }, () => ada.request('sync', { call: null })))
  expect(flood.map(({ ok }) => ok)).toEqual(Array.from({ length: 50 }, (_, n) => n < 5))
  expect(await bob.request('sync', { call: null })).toMatchObject({ ok: true })
})

test('T13: an address has only so many connections that have proved who they are', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'socketsPerAddress=2' } })
  const ada = await connectDevice(server, 'ada')
  await connectDevice(server, 'bob')
  await expect(connectDevice(server, 'carol')).rejects.toMatchObject({ code: 'tooMany' })
  await ada.leave()
  await connectDevice(server, 'carol')
})

test('T13: an address has only so many others, whichever it claims to be of, also if they come all at once', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'unprovedPerAddress=5' } })
  const headers = (n: number) => ({ 'X-Forwarded-For': `203.0.113.${n}` })
  await Promise.all(Array.from({ length: 40 }, (_, n) => openIdle(server, headers(n))))
  expect((await server.stats()).sockets).toBe(5)
})

test('behind a proxy each visitor has connections of their own', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'unprovedPerAddress=1', TRUST_PROXY: '1' } })
  for (const visitor of ['203.0.113.1', '203.0.113.2', '203.0.113.1']) {
    expect(await openIdle(server, { 'X-Forwarded-For': visitor })).toMatchObject({ status: 200 })
  }
  expect((await server.stats()).sockets).toBe(2)
})

test('a user has only so many devices there, and a new connection of one of them is not one more', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'socketsPerUser=2' } })
  await connectDevice(server, 'ada')
  const second = await connectDevice(server, 'ada', { deviceId: longId('ada-2') })
  const third = () => connectDevice(server, 'ada', { deviceId: longId('ada-3') })
  await expect(third()).rejects.toMatchObject({ code: 'tooMany' })
  await connectDevice(server, 'ada', { deviceId: longId('ada-1') })
  await connectDevice(server, 'bob')
  await second.leave()
  await third()
})

test('T33: a stolen device that takes all connections and requests of its user keeps nobody from removing it', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'socketsPerUser=2,requests=4/60' } })
  const ada = await server.personOf('ada')
  const stolen = await createDevice(ada)
  const at = (n: number) => connectDevice(server, 'ada', { self: stolen, deviceId: longId(`stolen-${n}`) })
  const [thief] = await Promise.all([at(1), at(2)])
  await expect(at(3)).rejects.toMatchObject({ code: 'tooMany' })
  for (let n = 0; n < 5; n += 1) {
    await thief.request('listKeys', {})
    await thief.request('sync', { call: null })
  }
  expect(await thief.request('listKeys', {})).toEqual(tooMany)
  const owner = await connectDevice(server, 'ada')
  expect(await owner.request('listKeys', {})).toMatchObject({ ok: true })
  const change = { keys: [stolen.key.publicKey], keep: [ada.root], before: null, time: 1 }
  expect(await owner.request('revokeKeys', { revocations: await revoke(ada, change) })).toEqual({ ok: true })
  await thief.disconnected
})

test('T14: a device that sends invalid messages again and again is sent away, and the log does not grow with it', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'invalid=3/60' } })
  const [mallory, bob] = [await connectDevice(server, 'mallory'), await connectDevice(server, 'bob')]
  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, () => mallory.sendRaw('acceptCall', { callId: 1 })),
  )
  expect(answers.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(3)
  await mallory.disconnected
  expect(server.text().match(/did not fit/g)).toHaveLength(3)
  expect(await bob.request('sync', { call: null })).toMatchObject({ ok: true })
})
