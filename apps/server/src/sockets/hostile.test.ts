import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { limits } from '@parley/protocol'
import { expect, test } from 'vitest'
import { connectDevice, longId } from '../testing/connectDevice.ts'
import { startTestServer, type TestServer } from '../testing/startTestServer.ts'

const upgrade = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

/** The status a page of this origin gets when it opens this transport. */
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

test.each(['polling', 'websocket'] as const)('a foreign page cannot connect by %s', async (transport) => {
  await using server = await startTestServer({ env: { PUBLIC_ORIGIN: 'https://parley.example' } })
  const foreign = [
    'https://evil.example',
    'https://parley.example.evil.example',
    'http://parley.example',
    'null',
    'file://',
  ]
  // Engine.IO refuses an upgrade with 400, whatever the reason.
  const refused = transport === 'polling' ? 403 : 400
  for (const Origin of foreign) expect(await statusFor(server, transport, { Origin })).toBe(refused)
  const opened = transport === 'polling' ? 200 : 101
  for (const Origin of ['https://parley.example', `http://127.0.0.1:${server.port}`, 'http://localhost:5173']) {
    expect(await statusFor(server, transport, { Origin })).toBe(opened)
  }
  expect(await statusFor(server, transport, { Origin: 'https://my.example', Host: 'my.example' })).toBe(opened)
  expect(await statusFor(server, transport, {})).toBe(opened)
})

test('an oversized message closes its own socket and no other', async () => {
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

test('events nobody knows are ignored', async () => {
  await using server = await startTestServer()
  const ada = await connectDevice(server, 'ada')
  for (const event of ['__proto__', 'constructor', 'toString']) void ada.sendRaw(event, {}).catch(() => null)
  expect(await ada.request('sync', { call: null })).toMatchObject({ ok: true })
})

test('the names of built-in properties are IDs like any other and pollute nothing', async () => {
  await using server = await startTestServer()
  const [odd, plain] = [await connectDevice(server, '__proto__'), await connectDevice(server, 'constructor')]
  const callId = longId('__proto__')
  expect(await odd.request('placeCall', { callId, callee: 'constructor', media: 'video' })).toMatchObject({ ok: true })
  await plain.hears('incomingCall from __proto__')
  expect(await plain.request('acceptCall', { callId, media: 'video' })).toMatchObject({ call: { state: 'answered' } })
  expect(await odd.request('watchPresence', { query: 'proto' })).toEqual({ ok: true, people: [], total: 0 })
  for (const callee of ['toString', 'hasOwnProperty', 'valueOf']) {
    expect(await odd.request('placeCall', { callId: longId('x'), callee, media: 'video' })).toMatchObject({ ok: false })
  }
  expect(Object.keys(Object.prototype)).toEqual([])
})

test('one line is logged for one request, whatever is in it, and none of its values', async () => {
  await using server = await startTestServer()
  const ada = await connectDevice(server, 'ada')
  await ada.sendRaw('placeCall', { callId: '\n{"level":60}', callee: 'secret-of-ada', media: 'video' })
  const lines = server.text().trim().split('\n')
  for (const line of lines) expect(() => JSON.parse(line)).not.toThrow()
  expect(server.text()).not.toContain('secret-of-ada')
  expect(server.text()).not.toContain(longId('holder-ada'))
})
