import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { createDeviceLink } from '@parley/identity'
import { DEVICE_LINK_NAMESPACE, limits } from '@parley/protocol'
import { expect, test } from 'vitest'
import { connectDevice, longId } from '../testing/connectDevice.ts'
import { openSilent } from '../testing/openSilent.ts'
import { startTestServer, type TestServer } from '../testing/startTestServer.ts'
import { UNPROVED_MS } from './places.ts'

/** A connection that only polls, and its requests. */
async function openPolling(server: TestServer) {
  const url = `${server.url}/socket.io/?EIO=4&transport=polling`
  const { sid } = JSON.parse((await (await fetch(url)).text()).slice(1))
  return { url, sid: String(sid), poll: async () => (await fetch(`${url}&sid=${sid}`)).status }
}

test('T44: 256 sockets that never speak keep nobody behind the same address out', async () => {
  await using server = await startTestServer()
  const ada = await connectDevice(server, 'ada')
  const silent = await Promise.all(Array.from({ length: 256 }, () => openSilent(server)))
  const [oldest] = silent
  const oldestGone = oldest && once(oldest, 'close')
  const bob = await connectDevice(server, 'bob')
  await oldestGone
  expect(silent.filter(({ destroyed }) => destroyed)).toHaveLength(1)
  await ada.request('placeCall', { callId: longId('call-1'), callee: 'bob', media: 'voice' })
  await bob.hears('incomingCall from ada')
})

test('T44: those who have proved who they are make way for nobody, though silent sockets go on coming', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'unprovedPerAddress=3' } })
  const ada = await connectDevice(server, 'ada')
  for (let n = 0; n < 20; n += 1) await openSilent(server)
  expect(await ada.request('sync', { call: null })).toMatchObject({ ok: true })
  expect((await server.stats()).sockets).toBe(4)
})

test('T44: a socket that proves nothing is really gone after 10 s, though it does not answer the goodbye', async () => {
  await using server = await startTestServer()
  const ada = await connectDevice(server, 'ada')
  const silent = await Promise.all(Array.from({ length: 8 }, () => openSilent(server)))
  const polling = await openPolling(server)
  const gone = Promise.all(silent.map((socket) => once(socket, 'close')))
  const began = performance.now()
  await server.clock.advance(UNPROVED_MS)
  await gone
  // A goodbye that is waited for takes 2 s at least, and Socket.IO's own limit more.
  expect(performance.now() - began).toBeLessThan(1_500)
  expect(await polling.poll()).toBe(400)
  expect((await server.stats()).sockets).toBe(1)
  expect(await ada.request('sync', { call: null })).toMatchObject({ ok: true })
})

test('T44: nor is it kept by a second line that it has opened for an upgrade', { timeout: 20_000 }, async () => {
  await using server = await startTestServer()
  const { sid } = await openPolling(server)
  const line = await openSilent(server, `&sid=${sid}`)
  const gone = once(line, 'close')
  await server.clock.advance(UNPROVED_MS)
  await gone
  expect((await server.stats()).sockets).toBe(0)
})

test('T44: one ID cannot take the places of an address by leaving and keeping the connections', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'socketsPerAddress=2' } })
  for (let n = 0; n < 4; n += 1) {
    const mallory = await connectDevice(server, 'mallory', { deviceId: longId(`mallory-${n}`) })
    // A DISCONNECT packet: the namespace is left, and the connection stays.
    mallory.socket.io.engine?.write('1')
    while ((await server.stats()).connections > 0) await setImmediate()
  }
  await connectDevice(server, 'ada')
  await connectDevice(server, 'bob')
  await expect(connectDevice(server, 'carol')).rejects.toMatchObject({ code: 'tooMany' })
})

test('a device that is refused leaves no place taken', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'socketsPerUser=1,socketsPerAddress=2' } })
  const ada = await connectDevice(server, 'ada')
  const again = () => connectDevice(server, 'ada', { deviceId: longId('ada-2') })
  for (let n = 0; n < 3; n += 1) await expect(again()).rejects.toMatchObject({ code: 'tooMany' })
  await connectDevice(server, 'bob')
  expect(ada.socket.connected).toBe(true)
})

test('T44: nor by leaving a device link and keeping the connection', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'socketsPerAddress=2' } })
  const ada = await connectDevice(server, 'ada')
  const { link } = await createDeviceLink()
  await ada.request('openLink', { link })
  const { sid, url } = await openPolling(server)
  const send = async (packet: string) =>
    fetch(`${url}&sid=${sid}`, { method: 'POST', body: packet, headers: { 'Content-Type': 'text/plain' } })
  await send(`40${DEVICE_LINK_NAMESPACE},${JSON.stringify({ protocol: limits.PROTOCOL_VERSION, link })}`)
  await expect(connectDevice(server, 'bob')).rejects.toMatchObject({ code: 'tooMany' })
  await send(`41${DEVICE_LINK_NAMESPACE},`)
  await connectDevice(server, 'bob')
})
