import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
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

test('T13: an address has only so many connections, also such as never say who they are', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'socketsPerAddress=2' } })
  const ada = await connectDevice(server, 'ada')
  expect(await openIdle(server)).toMatchObject({ status: 200 })
  expect(await openIdle(server, { 'X-Forwarded-For': '203.0.113.9' })).toMatchObject({ status: 403 })
  await expect(connectDevice(server, 'bob')).rejects.toMatchObject({ code: 'disconnected' })
  await ada.leave()
  await connectDevice(server, 'bob')
})

test('connections that come all at once are no way around it', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'socketsPerAddress=5' } })
  const opened = await Promise.all(Array.from({ length: 40 }, () => openIdle(server)))
  expect(opened.filter(({ status }) => status === 200)).toHaveLength(5)
})

test('behind a proxy each visitor has connections of their own', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'socketsPerAddress=1', TRUST_PROXY: '1' } })
  expect(await openIdle(server, { 'X-Forwarded-For': '203.0.113.1' })).toMatchObject({ status: 200 })
  expect(await openIdle(server, { 'X-Forwarded-For': '203.0.113.2' })).toMatchObject({ status: 200 })
  expect(await openIdle(server, { 'X-Forwarded-For': '203.0.113.1' })).toMatchObject({ status: 403 })
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
