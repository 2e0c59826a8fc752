import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { limits } from '@parley/protocol'
import { expect, test } from 'vitest'
import { connectDevice, longId } from '../testing/connectDevice.ts'
import { describing } from '../testing/describing.ts'
import { handshakeOf } from '../testing/handshakeOf.ts'
import { startTestServer, type TestServer } from '../testing/startTestServer.ts'

const upgrade = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

/** The HTTP status for a page with these headers that opens this transport. */
async function statusFor(server: TestServer, transport: 'polling' | 'websocket', headers: Record<string, string>) {
  const request = get(`${server.url}/socket.io/?EIO=4&transport=${transport}`, {
    headers: transport === 'websocket' ? { ...upgrade, ...headers } : headers,
  })
  const [response, upgraded]: [IncomingMessage, Socket?] = await Promise.race([
    once(request, 'response').then(([response]) => [response] as [IncomingMessage]),
    once(request, 'upgrade').then(([response, socket]) => [response, socket] as [IncomingMessage, Socket]),
  ])
  upgraded?.destroy()
  request.destroy()
  return response.statusCode
}

test.each(['polling', 'websocket'] as const)('T10: a foreign page cannot connect by %s', async (transport) => {
  await using server = await startTestServer({ env: { PUBLIC_ORIGIN: 'https://parley.example' } })
  const foreign = [
    'https://evil.example',
    'https://parley.example.evil.example',
    'http://parley.example',
    `http://127.0.0.2:${server.port}`,
    'null',
    'file://',
  ]
  // Engine.IO refuses an upgrade with 400 for any reason.
  const refused = transport === 'polling' ? 403 : 400
  for (const Origin of foreign) expect(await statusFor(server, transport, { Origin })).toBe(refused)
  const opened = transport === 'polling' ? 200 : 101
  for (const Origin of ['https://parley.example', `http://127.0.0.1:${server.port}`, 'http://localhost:5173']) {
    expect(await statusFor(server, transport, { Origin })).toBe(opened)
  }
  const own = { Origin: 'https://my.example', Host: 'my.example' }
  expect(await statusFor(server, transport, own)).toBe(refused)
  expect(await statusFor(server, transport, {})).toBe(opened)
  await using plain = await startTestServer()
  expect(await statusFor(plain, transport, own)).toBe(opened)
  expect(await statusFor(plain, transport, { ...own, Origin: 'https://parley.example' })).toBe(refused)
})

test('T7: an oversized message closes its own socket and no other', async () => {
  await using server = await startTestServer()
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  const asked = ada.sendRaw('sync', { call: 'x'.repeat(limits.MAX_MESSAGE_BYTES) })
  await expect(asked).rejects.toThrow()
  expect(await ada.disconnected).toBe('network')
  expect(await bob.request('sync', { call: null })).toMatchObject({ ok: true })
})

test.each([
  ['nothing', undefined],
  ['null', null],
  ['text', 'placeCall'],
  ['a wrong type', { callId: 7, callee: 'bob', media: 'video' }],
  ['something more', { callId: longId('call-1'), callee: 'bob', media: 'video', from: 'carol' }],
  ['another media', { callId: longId('call-1'), callee: 'bob', media: 'hologram' }],
  ['a short callId', { callId: 'x', callee: 'bob', media: 'video' }],
])('a payload that is %s is invalid, and nothing happens', async (_what, payload) => {
  await using server = await startTestServer()
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  expect(await ada.sendRaw('placeCall', payload)).toEqual({ ok: false, error: 'invalid' })
  expect(await bob.heard()).toEqual([])
})

test('T16: an event that a client names "error" is not written into the log', async () => {
  await using server = await startTestServer()
  const ada = await connectDevice(server, 'ada')
  void ada.sendRaw('error', { sdp: 'v=0 a=candidate:1 1 udp 1 192.0.2.7 9 typ host' }).catch(() => null)
  expect(await ada.request('sync', { call: null })).toMatchObject({ ok: true })
  expect(server.text()).not.toMatch(/candidate|sdp/)
})

test('T13: one connection holds one ID, however many it asks for', async () => {
  await using server = await startTestServer()
  const url = `${server.url}/socket.io/?EIO=4&transport=polling`
  const { sid } = JSON.parse((await (await fetch(url)).text()).slice(1))
  const ask = async (userId: string) =>
    `40${JSON.stringify(await handshakeOf(server, await server.personOf(userId), longId(userId)))}`
  const body = (await Promise.all(Array.from({ length: 20 }, (_, n) => ask(`squat${n}`)))).join('\x1e')
  await fetch(`${url}&sid=${sid}`, { method: 'POST', body, headers: { 'Content-Type': 'text/plain' } })
  await server.logged({ event: 'joined', userId: 'squat0' })
  await server.idle()
  expect(await server.stats()).toMatchObject({ connections: 1 })
  expect(await (await fetch(`${server.url}/api/ids/squat7`)).json()).toEqual({ state: 'free' })
})

test('T13: a device that does not read what it is sent is let go long before its pings are missed', async () => {
  await using server = await startTestServer()
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  const callId = longId('call-1')
  await ada.request('placeCall', { callId, callee: 'bob', media: 'voice' })
  await bob.request('acceptCall', { callId })
  // Bob's socket stops reading, like a stuck or hostile device.
  const { ws } = bob.socket.io.engine.transport as unknown as { ws: { _socket: Socket } }
  ws._socket.pause()
  const signal = describing('x'.repeat(31 * 1024))
  const send = () => ada.request('signal', { callId, to: bob.ref, signal })
  // Sends more than the limit and all buffers hold, in less time than the ping timeout.
  let answer = await send()
  for (let round = 0; round < 24 && answer.ok; round++) {
    const answers = await Promise.all(Array.from({ length: 50 }, send))
    answer = answers.find(({ ok }) => !ok) ?? answer
  }
  expect(answer).toEqual({ ok: false, error: 'unavailable' })
  expect(await server.stats()).toMatchObject({ connections: 1 })
})

test('events nobody knows are ignored', async () => {
  await using server = await startTestServer()
  const ada = await connectDevice(server, 'ada')
  for (const event of ['__proto__', 'constructor', 'toString']) void ada.sendRaw(event, {}).catch(() => null)
  expect(await ada.request('sync', { call: null })).toMatchObject({ ok: true })
})

test('T15: the names of built-in properties are IDs like any other and pollute nothing', async () => {
  await using server = await startTestServer()
  const [odd, plain] = [await connectDevice(server, '__proto__'), await connectDevice(server, 'constructor')]
  const callId = longId('__proto__')
  expect(await odd.request('placeCall', { callId, callee: 'constructor', media: 'video' })).toMatchObject({ ok: true })
  await plain.hears('incomingCall from __proto__')
  expect(await plain.request('acceptCall', { callId })).toMatchObject({ call: { state: 'answered' } })
  expect(await odd.request('watchPresence', { query: 'proto' })).toEqual({ ok: true, people: [], total: 0 })
  for (const callee of ['toString', 'hasOwnProperty', 'valueOf']) {
    expect(await odd.request('placeCall', { callId: longId('x'), callee, media: 'video' })).toMatchObject({ ok: false })
  }
  expect(Object.keys(Object.prototype)).toEqual([])
})

test('T16: one line is logged for one request with any content, and none of its values', async () => {
  await using server = await startTestServer()
  const ada = await connectDevice(server, 'ada')
  const { proof } = await handshakeOf(server, ada.self, ada.deviceId)
  await ada.sendRaw('placeCall', { callId: '\n{"level":60}', callee: 'secret-of-ada', media: 'video' })
  const lines = server.text().trim().split('\n')
  for (const line of lines) expect(() => JSON.parse(line)).not.toThrow()
  expect(server.text()).not.toContain('secret-of-ada')
  expect(server.text()).not.toContain(ada.self.root)
  expect(server.text()).not.toContain(proof.split('.')[0])
})
